/**
 * The engine {@code smack}: Smack connects, starts TLS, logs in and writes; what it reads goes through a gate of ours, and after bind
 * stanzas go past it.
 *
 * <p>The rules of {@link ai.openclaw.xmpp} on nullness and errors hold here too.
 */
@NullMarked
package ai.openclaw.xmpp.smack;

import org.jspecify.annotations.NullMarked;
