package ai.openclaw.xmpp;

import ai.openclaw.xmpp.archive.Archive;
import ai.openclaw.xmpp.command.Commands;
import ai.openclaw.xmpp.disco.EntityInfo;
import ai.openclaw.xmpp.live.LiveTexts;
import ai.openclaw.xmpp.media.Media;
import ai.openclaw.xmpp.muc.Bookmarks;
import ai.openclaw.xmpp.muc.Rooms;
import ai.openclaw.xmpp.profile.Profiles;
import ai.openclaw.xmpp.pubsub.PubSub;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Being online as one account, over as many streams as it takes. Opened by {@link Xmpp#connect}.
 *
 * <p>All methods may be called from any thread and from callbacks; none blocks, but for {@link #close}.
 *
 * <p>What can fail, fails with an {@link XmppException}, here and in what the accessors give:
 *
 * <ul>
 *   <li>{@code DISCONNECTED} while there is no stream; and if it is lost before the answer comes, and not resumed (XEP-0198). Then nobody
 *       knows whether it was done.
 *   <li>{@code TIMEOUT} without an answer for 30 s. If the stream is down when they are over, but may still be resumed, they begin anew.
 *       Here too nobody knows whether it was done.
 *   <li>{@code STANZA_ERROR} if the other side refuses, with its {@link XmppException#stanzaError() reason}.
 *   <li>{@code UNSUPPORTED}, and nothing is sent, for a stanza that is larger than the server takes (XEP-0478; 256 KiB if it does not say).
 *   <li>{@code STATE} after the end.
 * </ul>
 *
 * <p>Methods name only what else there is, or what it means there. Nothing is repeated by itself.
 */
public interface XmppSession extends AutoCloseable {

    /** The account's bare JID. */
    Jid account();

    /** Where the session stands. */
    SessionState state();

    /** What is known of the live stream; empty while there is none, although the session may be about to open another. */
    Optional<SessionInfo> info();

    /** Why the stream was lost last, could not be opened last, or why the session ended; empty if nothing of that has happened. */
    Optional<XmppException> lastError();

    /** How many messages came that the listener has not taken yet, see {@link XmppListener#onMessage}. */
    long waiting();

    /**
     * Asks for the next message of a conversation while one of it is still being taken: for listeners that make one of what somebody sends in
     * quick succession. As soon as there is one it is handed to {@link XmppListener#onMessage}, once for each call; each message is taken
     * when its own stage completes, and comes again if that fails, so that the order may be another then. Does nothing if no message of that
     * conversation is being taken, or if twenty are. From any thread; throws nothing.
     *
     * @param message one that was handed to the listener
     */
    void handOverNext(Message message);

    /**
     * Completes when the session is online for the first time. Fails if it ends before that: with what ended it, or with {@code STATE} after
     * {@link #close}. There is no limit of time: as long as nobody answers, the session goes on trying.
     */
    CompletionStage<SessionInfo> online();

    /**
     * Sends a message. In rooms the stage completes with the room's reflection, so the room has it; elsewhere when the
     * server has it and has not refused it at once. What is refused later is told by {@link XmppListener#onUndelivered}.
     *
     * <p>After {@code DISCONNECTED} and {@code TIMEOUT} the message may have arrived. Send it again with the same {@link OutgoingMessage#key()
     * key}: it then has the same id, by which the other side can tell the copy.
     *
     * @return fails with {@code STATE} for a room that we are not in, {@code STANZA_ERROR} if the room, the server or the receiver refuses it
     */
    CompletionStage<SentMessage> send(OutgoingMessage message);

    /**
     * Sets our reactions to a message (XEP-0444), in place of those we had. Completes when they are with the stream; whether they arrive is not
     * known.
     *
     * @param to the contact, whichever of its addresses; the room; or the occupant
     * @param messageId {@link Message#referenceId}: in rooms the message's stanza-id, else its id
     * @param emojis the whole set, 20 at most; empty to take all away
     * @return fails with {@code STATE} for a room that we are not in, for more than 20, or if they cannot be written to the store: then nothing
     *     is sent
     * @throws IllegalArgumentException for a text that is empty, longer than 64 characters or has control characters
     */
    CompletionStage<Void> react(ChatKind kind, Jid to, String messageId, Set<String> emojis);

    /**
     * Adds a reaction to those that we have to a message already. The session remembers them for 30 days after the last change, the
     * latest 10,000 messages: with a store that is kept also after a restart.
     *
     * @return all our reactions to the message then; fails as {@link #react} does, with {@code STATE} also if there are 20 already
     * @throws IllegalArgumentException as {@link #react} does
     */
    CompletionStage<Set<String>> addReaction(ChatKind kind, Jid to, String messageId, String emoji);

    /**
     * Takes one reaction away from those that we have to a message, see {@link #addReaction}.
     *
     * @return all our reactions to the message then; fails as {@link #react} does
     * @throws IllegalArgumentException as {@link #react} does
     */
    CompletionStage<Set<String>> removeReaction(ChatKind kind, Jid to, String messageId, String emoji);

    /**
     * Takes a message of ours back (XEP-0424). Clients that do not know of that show a remark instead. Nobody can be made to forget.
     *
     * @param messageId {@link SentMessage#referenceId}
     * @return completes and fails as {@link #send} does
     */
    CompletionStage<Void> retract(ChatKind kind, Jid to, String messageId);

    /**
     * Tells the sender that a message and all before it were read (XEP-0333). Does nothing if the message did not ask for that, or comes from
     * a room that gives no ids. Best effort: lost without error while there is no stream.
     */
    void markDisplayed(Message message);

    /**
     * The same of a message that is known by its id only. Only for messages that asked for markers: the caller knows.
     *
     * @param kind where it was said; in rooms, privately or aloud, the room must be joined
     * @param to who said it, or the room
     * @param messageId {@link Message#referenceId}
     */
    void markDisplayed(ChatKind kind, Jid to, String messageId);

    /**
     * Tells what we are doing (XEP-0085). Best effort: lost without error while there is no stream, and for a room that we are not in.
     */
    void chatState(ChatKind kind, Jid to, ChatState state);

    /**
     * Answers a message's request for a receipt (XEP-0184). Does nothing if it made none, or came through a room. Best effort: lost without
     * error while there is no stream.
     */
    void confirmReceipt(Message message);

    /** The rooms. */
    Rooms rooms();

    /** Contacts and subscriptions. */
    Roster roster();

    /** Files. */
    Media media();

    /** Messages that grow while they are written. */
    LiveTexts liveTexts();

    /** Ad-hoc commands (XEP-0050), ours and others'. */
    Commands commands();

    /** What was said before. */
    Archive archive();

    /** The rooms that the account remembers. */
    Bookmarks bookmarks();

    /** Nodes to publish to and to hear of. */
    PubSub pubsub();

    /** Whom the server keeps away. */
    Blocking blocking();

    /** Names and faces: our own and others'. */
    Profiles profile();

    /**
     * Asks an entity what it is (XEP-0030). Answers are remembered for this stream, or until the entity announces others. The answer that a
     * client's presence names by its hash (XEP-0115) is remembered for 30 days, and given for all clients that name the same. It is
     * what the entity claims: nothing that could do harm may depend on it. Of one with more than 32 identities or 500 features the rest is
     * left out.
     *
     * @return fails as {@link #query} does; a failure is not remembered
     */
    CompletionStage<EntityInfo> discover(Jid entity);

    /**
     * Asks an entity for a sign of life (XEP-0199) and tells how long it took. A refusal is one, too, for many do not answer pings; but so is
     * the error by which a server tells that nobody is there.
     *
     * @return fails as {@link #query} does, but never with {@code STANZA_ERROR}
     */
    CompletionStage<Duration> ping(Jid entity);

    /**
     * Sends an IQ of any kind (RFC 6120 §8.2.3) and gives its answer's payload, or {@code null} if the answer is empty. Only the entity that was
     * asked can answer, and only this question.
     *
     * @param to whom; {@code null} for the account itself, in whose name its server answers
     * @param set whether it is a {@code set}, else a {@code get}
     * @param payload the one child element of the IQ
     * @return fails with {@code STANZA_ERROR}, {@code TIMEOUT}, {@code DISCONNECTED}, {@code UNSUPPORTED} and {@code STATE} as said above; a
     *     {@code set} that failed with {@code TIMEOUT} or {@code DISCONNECTED} may have been done nevertheless
     */
    CompletionStage<@Nullable XmlElement> query(@Nullable Jid to, boolean set, XmlElement payload);

    /** Ends the session politely; returns within 2 s even if the network is dead. May be called more than once. */
    @Override
    void close();
}
