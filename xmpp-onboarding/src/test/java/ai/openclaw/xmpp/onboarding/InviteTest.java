package ai.openclaw.xmpp.onboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InviteTest {

    @ParameterizedTest
    @CsvSource({
        "xmpp:example.org?register;preauth=abc-_1, abc-_1",
        "' XMPP:Example.ORG?register;preauth=a%2Bb ', a+b",
        "xmpp:example.org?register;name=x;preauth=a+b, a+b",
        "xmpp:example.org?register&preauth=abc, abc",
        "xmpp:alice@example.org?roster;preauth=abc;ibr=y, abc",
    })
    @Tag("XEP-0147")
    @Tag("XEP-0401")
    void readsAnInviteToADomain(String text, String token) {
        assertTrue(Invite.looksLikeOne(text));
        Invite invite = Invite.parse(text);
        assertEquals(Jid.of("example.org"), invite.domain());
        assertNull(invite.account());
        assertEquals(token, invite.token().reveal());
    }

    @Test
    @Tag("XEP-0147")
    @Tag("XEP-0401")
    void readsAnInviteForAReservedName() {
        assertEquals(
                Jid.of("bot@example.org"),
                Invite.parse("xmpp:bot@example.org?register;preauth=abc").account());
    }

    @Test
    void hidesTheToken() {
        assertFalse(Invite.parse("xmpp:example.org?register;preauth=abcdef")
                .toString()
                .contains("abcdef"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://example.org/invite/xyz | browser",
                "xmpp:example.org?register | no token",
                "xmpp:example.org?register;preauth= | no token",
                "xmpp:alice@example.org?roster;preauth=abc | no invite to make an account",
                "xmpp:alice@example.org?message;preauth=abc | no invite to make an account",
            })
    void saysWhatIsWrong(String text, String why) {
        assertTrue(Invite.looksLikeOne(text));
        String message = assertThrows(IllegalArgumentException.class, () -> Invite.parse(text))
                .getMessage();
        assertTrue(message.contains(why), message);
    }

    @Test
    void leavesAddressesAlone() {
        assertFalse(Invite.looksLikeOne("bot@example.org"));
        assertFalse(Invite.looksLikeOne("xmpp:bot@example.org"));
    }

    @Test
    void showsStrangersTextOnOneLine() {
        assertEquals("a [2J b c", Shown.line("a\u001b[2J\nb\u202e\u200b c ", 20));
        assertEquals("🦊🦊…", Shown.line("🦊🦊🦊", 2));
    }
}
