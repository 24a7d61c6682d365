package ai.openclaw.xmpp.store.embedded;

import ai.openclaw.xmpp.XmppException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.h2.mvstore.MVStore;

/**
 * What is where in the file: for each book of each account a map named {@code account/book}. A bare JID has no slash, so nothing needs
 * escaping.
 *
 * @param steps how a file of version 1 becomes one of version 2, and so on
 */
record Schema(List<Consumer<MVStore>> steps) {

    static final Schema CURRENT = new Schema(List.of());

    Schema {
        steps = List.copyOf(steps);
    }

    int version() {
        return 1 + steps.size();
    }

    /**
     * Brings a file up to date.
     *
     * @throws XmppException of kind {@code CONFIGURATION} if it is of a newer version
     */
    void apply(MVStore store, Path file) {
        int found = store.getStoreVersion();
        if (found > version()) {
            throw newer(file, "version " + found + ", this one knows " + version());
        }
        if (found == version()) {
            return;
        }
        for (int from = Math.max(found, 1); from < version(); from++) {
            steps.get(from - 1).accept(store);
        }
        // In one commit with the changes: a halt in between leaves the old version whole.
        store.setStoreVersion(version());
        store.commit();
    }

    static XmppException newer(Path file, String versions) {
        return new XmppException(
                XmppException.Kind.CONFIGURATION,
                "the state file " + file + " was written by a newer release (" + versions
                        + "); install that release again, or move the file away and begin without state");
    }
}
