package ai.openclaw.xmpp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JidListTest {

    @Tag("R1")
    @Tag("C-38")
    @ParameterizedTest(name = "[{0}] {1} -> {2}")
    @CsvSource({
        "alice@example.org,  alice@example.org,            true",
        "alice@example.org,  alice@example.org/phone,      true",
        "alice@example.org,  ALICE@Example.ORG,            true",
        "alice@example.org,  malice@example.org,           false",
        "alice@example.org,  alice@example.org.evil.net,   false",
        "alice@example.org,  alice@notexample.org,         false",
        "alice@example.org,  example.org/alice,            false",
        "*@example.org,      bob@example.org,              true",
        "*@example.org,      bob@sub.example.org,          false",
        "*@example.org,      bob@notexample.org,           false",
        "*@example.org,      bob@example.org.evil.net,     false",
        "*@example.org,      example.org,                  false",
        "*@bücher.example,   bob@xn--bcher-kva.example,    true",
        "*,                  any@where.net,                true",
        "аlice@example.org,  alice@example.org,            false",
    })
    void comparesPreparedAddresses(String entry, String sender, boolean expected) {
        assertEquals(expected, JidList.parse(List.of(entry)).contains(Jid.of(sender)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "alice@example.org/phone",
                "example.org",
                "*@",
                "*@a*b",
                "*@example.org/x",
                "*@bob@example.org",
                "a*@example.org",
                "",
                "@example.org",
                "alice@",
                "**"
            })
    void refusesWhatNamesNobodyAndSaysHowToWriteIt(String entry) {
        String message = assertThrows(IllegalArgumentException.class, () -> JidList.parse(List.of(entry)))
                .getMessage();
        assertTrue(message.startsWith("\"" + entry + "\" names nobody: "), message);
    }

    @Test
    void isEmptyOnlyWithoutEntries() {
        assertTrue(JidList.parse(List.of()).isEmpty());
        assertFalse(JidList.parse(List.of("*")).isEmpty());
        assertFalse(JidList.parse(List.of("*@example.org")).isEmpty());
        assertFalse(JidList.parse(List.of("a@example.org")).isEmpty());
        assertFalse(JidList.EMPTY.contains(Jid.of("a@example.org")));
    }
}
