package ai.openclaw.xmpp.openclaw.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters and results of looking people, services and bookmarks up. What is missing on the wire is {@code null}; all that others say of
 * themselves is untrusted, and bounded.
 */
public final class LookupCalls {

    private LookupCalls() {}

    /** A conversation, as a target with the kind that the host knows it by. */
    public record Place(@Nullable String to, @Nullable String kind) {}

    /**
     * Of {@code contact.lookup} and {@code service.lookup}.
     *
     * @param who the person or the service; without it the one of the conversation
     * @param conversation where it is asked; {@code null} outside conversations of ours
     * @param owner whether the host's owner asks, and nobody else hears or has a word in it
     * @param sender in a room, the address of who asks, where the host knows it
     */
    public record Lookup(
            @Nullable String accountId,
            @Nullable String who,
            @Nullable Place conversation,
            @Nullable Boolean owner,
            @Nullable String sender)
            implements ForAccount {}

    /**
     * Of {@code contact.lookup}.
     *
     * @param address whom was asked: a bare JID, or an occupant's address
     * @param jid the person, where that is known
     * @param nick what they call themselves (XEP-0172), in rooms their nick
     * @param contact what the roster says of them
     * @param clients where they are online, as far as we may see it
     * @param card what they say of themselves
     * @param lastActivity since when they are away, or idle while they are online
     */
    public record Person(
            String address,
            @Nullable String jid,
            @Nullable String nick,
            @Nullable Contact contact,
            List<Client> clients,
            @Nullable Card card,
            @Nullable Activity lastActivity) {
        /** Without what they say. */
        @Override
        public String toString() {
            return "Person[" + address + "]";
        }
    }

    /** An entry of our roster. {@code subscription} is {@code none}, {@code to}, {@code from} or {@code both}. */
    public record Contact(@Nullable String name, String subscription) {}

    /** A client that is online. */
    public record Client(
            String address,
            @Nullable String show,
            @Nullable String status,
            @Nullable String type,
            @Nullable Software software,
            List<String> features) {
        /** Without what they say. */
        @Override
        public String toString() {
            return "Client[" + address + "]";
        }
    }

    /** What a client or service runs (XEP-0092). */
    public record Software(
            @Nullable String name,
            @Nullable String version,
            @Nullable String os) {}

    /** A vCard (XEP-0054, XEP-0292). {@code picture} is the type of their picture. */
    public record Card(
            @Nullable String fullName,
            @Nullable String nickname,
            @Nullable String organization,
            @Nullable String title,
            @Nullable String role,
            @Nullable String about,
            List<String> urls,
            List<String> emails,
            @Nullable String picture) {
        /** Without what they say. */
        @Override
        public String toString() {
            return "Card";
        }
    }

    /** How long ago somebody was active (XEP-0012), in seconds, and their last words then. */
    public record Activity(long ago, @Nullable String status) {
        /** Without what they say. */
        @Override
        public String toString() {
            return "Activity[" + ago + "]";
        }
    }

    /**
     * Of {@code service.lookup}: what it says that it is, can and has (XEP-0030).
     *
     * @param upFor seconds since it was started (XEP-0012)
     * @param more whether there are more items
     */
    public record Service(
            String address,
            List<Identity> identities,
            List<String> features,
            List<Item> items,
            boolean more,
            @Nullable Software software,
            @Nullable Long upFor) {}

    /** What an entity is. */
    public record Identity(
            String category, String type, @Nullable String name) {}

    /** What belongs to a service. */
    public record Item(
            String address, @Nullable String node, @Nullable String name) {}

    /** Of {@code bookmark.list}. */
    public record Bookmarks(List<Bookmark> bookmarks) {}

    /** A room that the account remembers. {@code locked} says that there is a password with it, which stays where it is. */
    public record Bookmark(
            String room, @Nullable String name, @Nullable String nick, boolean autojoin, boolean locked) {}

    /** Of {@code bookmark.put}; what is left out stays as it was. */
    public record PutBookmark(
            @Nullable String accountId,
            @Nullable String room,
            @Nullable String name,
            @Nullable String nick,
            @Nullable Boolean autojoin)
            implements ForAccount {}
}
