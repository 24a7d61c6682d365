/**
 * The transport-neutral words of XMPP: addresses, messages, sessions.
 *
 * <p>Nullness: nothing is {@code null} unless it says {@code @Nullable}; a {@code null} argument throws
 * {@link java.lang.NullPointerException} at once.
 *
 * <p>Threads: every value type is immutable. An {@link ai.openclaw.xmpp.XmppSession} may be used from any thread and never
 * blocks; its listener is called serially, in stream order, never on the caller's thread. Completion stages complete on
 * the session's thread: hand long work over to another.
 *
 * <p>Errors: misuse throws {@code NullPointerException} or {@code IllegalArgumentException} at once; everything that can
 * go wrong on the network is an {@link ai.openclaw.xmpp.XmppException} with a kind, which fails the stage. Callbacks of the stage
 * ({@code handle}, {@code whenComplete}, {@code exceptionally}) usually get it as the cause of a {@link
 * java.util.concurrent.CompletionException}.
 *
 * <p>Text from others (bodies, names, reasons, subjects) is untrusted, and its length is bounded only where that is said.
 */
@NullMarked
package ai.openclaw.xmpp;

import org.jspecify.annotations.NullMarked;
