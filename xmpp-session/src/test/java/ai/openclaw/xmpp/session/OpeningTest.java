package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.TlsConfig;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OpeningTest {

    private final List<String> tried = new ArrayList<>();
    private final Map<String, RuntimeException> refusals = new HashMap<>();

    /** An engine that opens nothing: it says where it was sent, and fails as it was told, at last with {@code STATE}. */
    private XmppException open(String server, String... candidates) {
        ConnectRequest request = ConnectRequest.probe(
                Jid.of("example.org"),
                server == null ? null : ServerAddress.parse(server),
                TlsConfig.SYSTEM,
                Duration.ofSeconds(1));
        ServerResolver resolver =
                domain -> List.of(candidates).stream().map(ServerAddress::parse).toList();
        return assertThrows(
                XmppException.class,
                () -> new Opening(resolver, request, address -> {
                            tried.add(address.toString());
                            throw Objects.requireNonNullElse(
                                    refusals.get(address.host()), new XmppException(Kind.STATE, "arrived"));
                        })
                        .run());
    }

    private OpeningTest where(String host, RuntimeException refusal) {
        refusals.put(host, refusal);
        return this;
    }

    private static XmppException failure(Kind kind) {
        return new XmppException(kind, "no");
    }

    @Test
    void aGivenServerIsNotLookedUp() {
        assertEquals(
                Kind.STATE, open("xmpps://given.example:5223", "other.example").kind());
        assertEquals(List.of("xmpps://given.example:5223"), tried);
    }

    @Test
    void theNextAddressIsTriedWhereNobodyAnswers() {
        where("a.example", failure(Kind.UNREACHABLE)).where("b.example", failure(Kind.TIMEOUT));
        assertEquals(
                Kind.STATE,
                open(null, "a.example", "b.example", "xmpps://c.example").kind());
        assertEquals(List.of("xmpp://a.example:5222", "xmpp://b.example:5222", "xmpps://c.example:5223"), tried);
    }

    /** As a proxy does whose server is down. */
    @Test
    void theNextAddressIsTriedWhereTheConnectionBreaksOff() {
        where("a.example", failure(Kind.DISCONNECTED));
        assertEquals(Kind.STATE, open(null, "a.example", "b.example").kind());
        assertEquals(List.of("xmpp://a.example:5222", "xmpp://b.example:5222"), tried);
    }

    @Test
    void whoGivesUpIsNotSentOn() {
        where("a.example", failure(Kind.DISCONNECTED));
        Thread.currentThread().interrupt();
        assertEquals(Kind.DISCONNECTED, open(null, "a.example", "b.example").kind());
        assertTrue(Thread.interrupted(), "the interrupt is still to be seen");
        assertEquals(List.of("xmpp://a.example:5222"), tried);
    }

    @Test
    void whatAnotherAddressCannotCureIsToldAtOnce() {
        where("a.example", failure(Kind.TLS));
        assertEquals(Kind.TLS, open(null, "a.example", "b.example").kind());
        assertEquals(1, tried.size());
    }

    @Test
    void aDomainWithoutXmppIsUnreachable() {
        assertEquals(Kind.UNREACHABLE, open(null).kind());
    }

    @Test
    @Tag("H-07")
    void redirectionsAreFollowedTwice() {
        where("a.example", new SeeOtherHostException("b.example:5269"))
                .where("b.example", new SeeOtherHostException("c.example"));
        assertEquals(Kind.STATE, open("a.example").kind());
        assertEquals(List.of("xmpp://a.example:5222", "xmpp://b.example:5269", "xmpp://c.example:5222"), tried);
    }

    @Test
    @Tag("H-07")
    void aLoopOfRedirectionsEnds() {
        where("a.example", new SeeOtherHostException("b.example"))
                .where("b.example", new SeeOtherHostException("a.example"));
        XmppException end = open("a.example");
        assertEquals(Kind.UNREACHABLE, end.kind());
        assertEquals(3, tried.size());
    }

    @Test
    @Tag("H-07")
    void malformedAndPrivateTargetsAreRefused() {
        for (String target :
                List.of("", "a b", "xmpp://[", "127.0.0.1", "[::1]:22", "10.0.0.1", "169.254.169.254:80")) {
            tried.clear();
            where("198.41.0.4", new SeeOtherHostException(target));
            assertEquals(Kind.UNREACHABLE, open("198.41.0.4").kind(), target);
            assertEquals(1, tried.size(), target);
        }
    }

    @Test
    @Tag("H-07")
    void aServerOfThisMachineMayNameThisMachine() {
        where("127.0.0.1", new SeeOtherHostException("127.0.0.2:5333"));
        open("127.0.0.1");
        assertTrue(tried.contains("xmpp://127.0.0.2:5333"), tried.toString());
    }

    @Test
    @Tag("H-07")
    void theWayOfTalkingStays() {
        where("a.example", new SeeOtherHostException("b.example:443"));
        open("xmpps://a.example");
        assertEquals("xmpps://b.example:443", tried.get(1));
    }
}
