/** What other entities say about themselves (XEP-0030). The rules of {@link ai.openclaw.xmpp} on nullness, threads and errors hold here too. */
@NullMarked
package ai.openclaw.xmpp.disco;

import org.jspecify.annotations.NullMarked;
