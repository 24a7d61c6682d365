package ai.openclaw.xmpp.session.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hashes of XEP-0390, by the examples of the XEP. */
@Tag("XEP-0390")
class CapabilityHashTest {

    private static final String INFO = "http://jabber.org/protocol/disco#info";

    /** §4.5.1. */
    private static final String BOMBUS = "<identity category='client' name='BombusMod' type='mobile'/>"
            + features(
                    "http://jabber.org/protocol/si",
                    "http://jabber.org/protocol/bytestreams",
                    "http://jabber.org/protocol/chatstates",
                    INFO,
                    "http://jabber.org/protocol/disco#items",
                    "urn:xmpp:ping",
                    "jabber:iq:time",
                    "jabber:iq:privacy",
                    "jabber:iq:version",
                    "http://jabber.org/protocol/rosterx",
                    "urn:xmpp:time",
                    "jabber:x:oob",
                    "http://jabber.org/protocol/ibb",
                    "http://jabber.org/protocol/si/profile/file-transfer",
                    "urn:xmpp:receipts",
                    "jabber:iq:roster",
                    "jabber:iq:last");

    /** §4.5.2. */
    private static final String TKABBER = "<identity category='client' name='Tkabber' type='pc' xml:lang='en'/>"
            + "<identity category='client' name='Ткаббер' type='pc' xml:lang='ru'/>"
            + features(
                    "games:board",
                    "http://jabber.org/protocol/activity",
                    "http://jabber.org/protocol/activity+notify",
                    "http://jabber.org/protocol/bytestreams",
                    "http://jabber.org/protocol/chatstates",
                    "http://jabber.org/protocol/commands",
                    INFO,
                    "http://jabber.org/protocol/disco#items",
                    "http://jabber.org/protocol/evil",
                    "http://jabber.org/protocol/feature-neg",
                    "http://jabber.org/protocol/geoloc",
                    "http://jabber.org/protocol/geoloc+notify",
                    "http://jabber.org/protocol/ibb",
                    "http://jabber.org/protocol/iqibb",
                    "http://jabber.org/protocol/mood",
                    "http://jabber.org/protocol/mood+notify",
                    "http://jabber.org/protocol/rosterx",
                    "http://jabber.org/protocol/si",
                    "http://jabber.org/protocol/si/profile/file-transfer",
                    "http://jabber.org/protocol/tune",
                    "http://www.facebook.com/xmpp/messages",
                    "http://www.xmpp.org/extensions/xep-0084.html#ns-metadata+notify",
                    "jabber:iq:avatar",
                    "jabber:iq:browse",
                    "jabber:iq:dtcp",
                    "jabber:iq:filexfer",
                    "jabber:iq:ibb",
                    "jabber:iq:inband",
                    "jabber:iq:jidlink",
                    "jabber:iq:last",
                    "jabber:iq:oob",
                    "jabber:iq:privacy",
                    "jabber:iq:roster",
                    "jabber:iq:time",
                    "jabber:iq:version",
                    "jabber:x:data",
                    "jabber:x:event",
                    "jabber:x:oob",
                    "urn:xmpp:avatar:metadata+notify",
                    "urn:xmpp:ping",
                    "urn:xmpp:receipts",
                    "urn:xmpp:time")
            + "<x xmlns='jabber:x:data' type='result'>"
            + "<field type='hidden' var='FORM_TYPE'><value>urn:xmpp:dataforms:softwareinfo</value></field>"
            + "<field var='software'><value>Tkabber</value></field>"
            + "<field var='software_version'><value>0.11.1-svn-20111216-mod (Tcl/Tk 8.6b2)</value></field>"
            + "<field var='os'><value>Windows</value></field><field var='os_version'><value>XP</value></field></x>";

    private static String features(String... names) {
        return Stream.of(names).map(name -> "<feature var='" + name + "'/>").collect(Collectors.joining());
    }

    private static XmlElement xml(String text) {
        try {
            return XmlReader.read(text);
        } catch (XmlRefusedException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static XmlElement answer(String children) {
        return xml("<query xmlns='" + INFO + "'>" + children + "</query>");
    }

    private static String hash(String algorithm, String children) {
        return CapabilityHash.of(algorithm, answer(children)).orElseThrow().value();
    }

    private static Optional<AnnouncedCaps> announced(String children) {
        return AnnouncedCaps.read(List.of(
                xml("<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/>"),
                xml("<c xmlns='urn:xmpp:caps'>" + children + "</c>")));
    }

    @Test
    void isTheHashOfTheSpecification() {
        assertEquals("kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=", hash("sha-256", BOMBUS));
        assertEquals("79mdYAfU9rEdTOcWDO7UEAt6E56SUzk/g6TnqUeuD9Q=", hash("sha3-256", BOMBUS));
        assertEquals("u79ZroNJbdSWhdSp311mddz44oHHPsEBntQ5b1jqBSY=", hash("sha-256", TKABBER));
        assertEquals("XpUJzLAc93258sMECZ3FJpebkzuyNXDzRNwQog8eycg=", hash("sha3-256", TKABBER));
        assertEquals(Optional.empty(), CapabilityHash.of("sha-1", answer(BOMBUS)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<other xmlns='urn:example:other'/>",
                "<x xmlns='jabber:x:data'><field var='v'><value>1</value></field></x>",
                "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>f</value></field></x>",
                "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>f</value><value>g</value></field></x>",
                "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>f</value></field><item/></x>",
                "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>f</value></field><reported/></x>"
            })
    void hasNoneOfAnIllFormedAnswer(String children) {
        assertEquals(Optional.empty(), CapabilityHash.of("sha-256", answer(BOMBUS + children)));
    }

    @Test
    void isReadBeforeTheOlderOneAndVerifies() {
        AnnouncedCaps found = announced(
                        "<hash xmlns='urn:xmpp:hashes:2' algo='md5'>AAAA</hash>"
                                + "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'> kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8= </hash>")
                .orElseThrow();
        assertEquals(
                "urn:xmpp:caps#sha-256.kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=",
                found.query().attribute("node"));
        assertTrue(found.verify(answer(BOMBUS)));
        assertFalse(found.verify(answer(BOMBUS + "<feature var='more'/>")));
        assertFalse(found.verify(answer(TKABBER)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>AAAA</hash>",
                "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>no base 64</hash>",
                "<hash xmlns='urn:xmpp:hashes:2'>kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=</hash>",
                "<hash xmlns='urn:xmpp:hashes:2' algo='whirlpool'>kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=</hash>",
                "<hash algo='sha-256'>kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=</hash>"
            })
    void givesWayToTheOlderOneWhereItCannotBeRead(String children) {
        assertEquals(Optional.of(new Caps("sha-1", "n", "v")), announced(children));
    }

    /** In the order of their octets (§4.1), which is not that of Java's characters. */
    @Test
    void sortsByOctets() throws NoSuchAlgorithmException {
        String text = "\uFF5E\u001f\uD83D\uDE00\u001f\u001c\u001c\u001c";
        assertEquals(
                Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8))),
                hash("sha-256", features("\uD83D\uDE00", "\uFF5E")));
    }

    @Test
    @Tag("H-11")
    void looksAtTheFirstFewHashesOnly() {
        String known =
                "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=</hash>";
        String unknown = "<hash xmlns='urn:xmpp:hashes:2' algo='md5'>AAAA</hash>";
        assertTrue(announced(unknown.repeat(15) + known).orElseThrow() instanceof CapabilityHash);
        assertEquals(Optional.of(new Caps("sha-1", "n", "v")), announced(unknown.repeat(16) + known));
    }

    @Test
    void isWhatWeAnnounceOurselves() {
        CapabilityHash own = CapabilityHash.read(new OwnInfo("bot").caps()).orElseThrow();
        XmlElement answer =
                new OwnInfo("bot").answer(own.query().attribute("node")).orElseThrow();
        assertTrue(own.verify(answer));
        assertEquals(own.node(), answer.attribute("node"));
        assertTrue(Disco.info(ai.openclaw.xmpp.Jid.of("a@example.org"), answer)
                .features()
                .contains("urn:xmpp:caps"));
    }
}
