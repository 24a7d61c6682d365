/** One account between the XMPP session and the host: policy asked, messages handed over, answers sent. */
@NullMarked
package ai.openclaw.xmpp.openclaw.bridge;

import org.jspecify.annotations.NullMarked;
