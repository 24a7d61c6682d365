/** The engine {@code smack}. */
@NullMarked
package ai.openclaw.xmpp.smack;

import org.jspecify.annotations.NullMarked;
