/**
 * What an engine implements: one stream, from connecting to its end; and, not to be seen from outside, everything that outlives a stream, done
 * above it, once.
 *
 * <p>The way in, for those who work on it: {@code Session} is what the application asks for, {@code SessionParts} what a session consists of,
 * {@code SessionLife} when its parts hear that a stream is there or lost, {@code Reception} which part a stanza is for. {@code Supervisor} opens
 * streams, a {@code Link} is one of them, {@code Wire} the one that is live. What comes in goes {@code Messages}, {@code DurableInbox},
 * {@code Lanes}, {@code Revisions} to the application; what goes out, {@code Outgoing}. A {@code …Desk} or {@code …Book} is a part with a subject
 * of its own: rooms, the roster, commands, profiles, live texts, bookmarks, nodes. {@code …session.codec} has the elements, without state.
 *
 * <p>The rules of {@link ai.openclaw.xmpp} on nullness and errors hold here too. Threads: see {@link
 * ai.openclaw.xmpp.session.StanzaStreamListener}.
 */
@NullMarked
package ai.openclaw.xmpp.session;

import org.jspecify.annotations.NullMarked;
