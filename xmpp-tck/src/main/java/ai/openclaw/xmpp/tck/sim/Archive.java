package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.archive.ArchivePreferences;
import ai.openclaw.xmpp.archive.ArchivePreferences.Default;
import ai.openclaw.xmpp.session.Stanza;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A message archive (XEP-0313) of an account or a room. Server's loop only. */
final class Archive {

    /**
     * A message that is kept.
     *
     * @param id the archive's id for it
     * @param with the other side, by which an account's archive is filtered
     */
    record Entry(String id, Instant when, Jid with, Stanza message) {}

    private final Jid owner;
    private final Realm realm;
    private final List<Entry> entries = new ArrayList<>();
    private ArchivePreferences preferences = new ArchivePreferences(Default.ALWAYS, Set.of(), Set.of());

    Archive(Jid owner, Realm realm) {
        this.owner = owner;
        this.realm = realm;
    }

    /** Whose it is: an account's or a room's bare JID. */
    Jid owner() {
        return owner;
    }

    /** What its owner wants to be kept (XEP-0441). */
    ArchivePreferences preferences() {
        return preferences;
    }

    void preferences(ArchivePreferences wanted) {
        preferences = wanted;
    }

    /** Whether messages with that address are to be kept. */
    boolean wants(Jid with, Contacts contacts) {
        if (preferences.always().contains(with) || preferences.always().contains(with.bare())) {
            return true;
        }
        if (preferences.never().contains(with) || preferences.never().contains(with.bare())) {
            return false;
        }
        return switch (preferences.byDefault()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case ROSTER -> contacts.find(with.bare()).isPresent();
        };
    }

    /** Keeps a message and gives its id. */
    String add(Stanza message, Jid with) {
        String id = realm.freshId();
        entries.add(new Entry(id, realm.now(), with, message));
        return id;
    }

    /** All that is kept, oldest first. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Forgets what is older. */
    void purge(Instant before) {
        entries.removeIf(entry -> entry.when().isBefore(before));
    }

    void clear() {
        entries.clear();
    }
}
