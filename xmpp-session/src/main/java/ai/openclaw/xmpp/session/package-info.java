/**
 * What an engine implements: one stream, from connecting to its end. Everything that outlives a stream is done above it, once.
 *
 * <p>The rules of {@link ai.openclaw.xmpp} on nullness and errors hold here too. Threads: see {@link
 * ai.openclaw.xmpp.session.StanzaStreamListener}.
 */
@NullMarked
package ai.openclaw.xmpp.session;

import org.jspecify.annotations.NullMarked;
