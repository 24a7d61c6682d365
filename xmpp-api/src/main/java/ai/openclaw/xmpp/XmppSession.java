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
 * <p>All methods may be called from any thread and from callbacks; none blocks. While there is no stream, what is sent fails
 * with {@code DISCONNECTED}; after the end with {@code STATE}.
 */
public interface XmppSession extends AutoCloseable {

    /** The account's bare JID. */
    Jid account();

    /** Where the session stands. */
    SessionState state();

    /** What is known of the live stream; empty while there is none. */
    Optional<SessionInfo> info();

    /** Why the stream was lost last, or why the session ended. */
    Optional<XmppException> lastError();

    /** How many messages came that the listener has not taken yet, see {@link XmppListener#onMessage}. */
    long waiting();

    /** Completes when the session is online for the first time; fails if it ends before that. */
    CompletionStage<SessionInfo> online();

    /**
     * Sends a message. In rooms the stage completes with the room's reflection, so the room has it; elsewhere when the
     * server has it and has not refused it at once.
     *
     * @return fails with {@code STATE} for a room that we are not in, {@code STANZA_ERROR} if the room or the server refuses it
     */
    CompletionStage<SentMessage> send(OutgoingMessage message);

    /**
     * Sets our reactions to a message (XEP-0444), in place of those we had. Completes when they are with the stream.
     *
     * @param to the contact, whichever of its addresses; the room; or the occupant
     * @param messageId {@link Message#referenceId}: in rooms the message's stanza-id, else its id
     * @param emojis the whole set, 20 at most; empty to take all away
     * @return fails with {@code STATE} for a room that we are not in, or if they cannot be written to the store: then nothing is sent
     * @throws IllegalArgumentException for a text that is empty, longer than 64 characters or has control characters
     */
    CompletionStage<Void> react(ChatKind kind, Jid to, String messageId, Set<String> emojis);

    /**
     * Adds a reaction to those that we have to a message already. The session remembers them for 30 days after the last change, the
     * latest 10,000 messages: with a store that is kept also after a restart.
     *
     * @return all our reactions to the message then; fails as {@link #react} does, with {@code STATE} also if there are 20 already
     */
    CompletionStage<Set<String>> addReaction(ChatKind kind, Jid to, String messageId, String emoji);

    /**
     * Takes one reaction away from those that we have to a message, see {@link #addReaction}.
     *
     * @return all our reactions to the message then; fails as {@link #react} does
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

    /** Tells what we are doing (XEP-0085). Best effort: lost without error while there is no stream. */
    void chatState(ChatKind kind, Jid to, ChatState state);

    /** Answers a message's request for a receipt (XEP-0184). Does nothing if it made none, or came through a room. */
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
     * what the entity claims: nothing that could do harm may depend on it.
     */
    CompletionStage<EntityInfo> discover(Jid entity);

    /** Asks an entity for a sign of life (XEP-0199) and tells how long it took. */
    CompletionStage<Duration> ping(Jid entity);

    /**
     * Sends an IQ of any kind and gives its answer's payload, or {@code null} if the answer is empty.
     *
     * @param to whom; {@code null} for the account itself
     * @param set whether it is a {@code set}, else a {@code get}
     */
    CompletionStage<@Nullable XmlElement> query(@Nullable Jid to, boolean set, XmlElement payload);

    /** Ends the session politely; returns within 2 s even if the network is dead. May be called more than once. */
    @Override
    void close();
}
