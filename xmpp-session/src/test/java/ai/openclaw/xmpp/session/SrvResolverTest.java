package ai.openclaw.xmpp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.ServerAddress.Transport;
import ai.openclaw.xmpp.session.SrvResolver.Srv;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("H-09")
class SrvResolverTest {

    private static Srv srv(Transport transport, int priority, int weight, String target) {
        return new Srv(transport, priority, weight, 5222, target);
    }

    private static List<String> hosts(List<Srv> records) {
        return SrvResolver.order(records, "example.org", new Random(1)).stream()
                .map(ServerAddress::host)
                .toList();
    }

    @Test
    void withoutRecordsTheDomainItselfIsTried() {
        assertEquals(
                List.of(ServerAddress.parse("xmpp://example.org:5222")),
                SrvResolver.order(List.of(), "example.org", new Random(1)));
    }

    @Test
    void aDotMeansThatTheServiceIsNotOffered() {
        assertEquals(List.of(), hosts(List.of(srv(Transport.STARTTLS, 0, 0, "."))));
        assertEquals(
                List.of("a.example"),
                hosts(List.of(srv(Transport.DIRECT_TLS, 0, 0, "."), srv(Transport.STARTTLS, 0, 0, "a.example"))));
    }

    @Test
    @Tag("XEP-0368")
    void theLowestPriorityComesFirstWhateverTheKind() {
        assertEquals(
                List.of("first.example", "second.example", "third.example"),
                hosts(List.of(
                        srv(Transport.STARTTLS, 20, 0, "third.example"),
                        srv(Transport.DIRECT_TLS, 10, 0, "second.example"),
                        srv(Transport.STARTTLS, 0, 0, "first.example"))));
    }

    @Test
    @Tag("XEP-0368")
    void weightsShareTheLoadAndNoWeightIsNotNever() {
        List<Srv> records = List.of(
                srv(Transport.STARTTLS, 0, 90, "heavy.example"), srv(Transport.STARTTLS, 0, 0, "light.example"));
        Map<String, Integer> first = new HashMap<>();
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            first.merge(SrvResolver.order(records, "example.org", random).get(0).host(), 1, Integer::sum);
        }
        assertTrue(first.get("heavy.example") > 9_000, first.toString());
        assertTrue(first.get("light.example") > 10, first.toString());
    }

    @Test
    void aThousandRecordsAreNotAThousandAttempts() {
        List<Srv> records = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            records.add(srv(Transport.STARTTLS, i % 3, 0, "host" + i + ".example"));
        }
        assertEquals(8, hosts(records).size());
    }
}
