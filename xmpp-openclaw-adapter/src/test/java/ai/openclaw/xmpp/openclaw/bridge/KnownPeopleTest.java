package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.xmpp.Jid;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who came into the host's pairing store, and who is in it no longer. */
class KnownPeopleTest {

    private static final Jid ALICE = Jid.of("alice@example.org");
    private static final Jid BOB = Jid.of("bob@example.org");

    @TempDir
    private Path directory;

    /** Whom the gate lets in is greeted, however the store writes them. */
    @Test
    void entriesAreReadAsTheGateReadsThem() {
        List<String> entries = List.of("xmpp:alice@example.org", "BOB@example.org/phone", "example.org", "no jid @");
        KnownPeople known = new KnownPeople(directory.resolve("paired.txt"));
        assertEquals(List.of(), known.update(List.of()).come());
        assertEquals(List.of(ALICE, BOB), known.update(entries).come());
        KnownPeople later = new KnownPeople(directory.resolve("paired.txt"));
        assertEquals(new KnownPeople.Change(List.of(), List.of(ALICE)), later.update(List.of("xmpp:bob@example.org")));
    }
}
