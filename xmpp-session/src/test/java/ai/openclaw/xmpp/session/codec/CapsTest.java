package ai.openclaw.xmpp.session.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlRefusedException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hash of XEP-0115, by the examples of the XEP. */
class CapsTest {

    private static final String FEATURES = "<feature var='http://jabber.org/protocol/muc'/>"
            + "<feature var='http://jabber.org/protocol/disco#info'/>"
            + "<feature var='http://jabber.org/protocol/caps'/>"
            + "<feature var='http://jabber.org/protocol/disco#items'/>";

    /** §5.3. */
    private static final String PSI = "<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>"
            + "<identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>" + FEATURES
            + "<x xmlns='jabber:x:data' type='result'>"
            + "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>"
            + "<field var='ip_version'><value>ipv6</value><value>ipv4</value></field>"
            + "<field var='software'><value>Psi</value></field>"
            + "<field var='software_version'><value>0.11</value></field>"
            + "<field var='os'><value>Mac</value></field>"
            + "<field var='os_version'><value>10.5.1</value></field></x>";

    private static XmlElement answer(String children) {
        try {
            return XmlReader.read("<query xmlns='http://jabber.org/protocol/disco#info'>" + children + "</query>");
        } catch (XmlRefusedException e) {
            throw new IllegalArgumentException(children, e);
        }
    }

    @Test
    @Tag("XEP-0115")
    void isTheHashOfTheSpecification() {
        String exodus = "<identity category='client' name='Exodus 0.9.1' type='pc'/>" + FEATURES;
        assertEquals(Optional.of("QgayPKawpkPSDYmwT/WM94uAlu0="), Caps.verification("sha-1", answer(exodus)));
        assertEquals(Optional.of("q07IKJEyjvHSyhy//CH0CxmKi8w="), Caps.verification("sha-1", answer(PSI)));
        assertTrue(new Caps("sha-1", "http://psi-im.org", "q07IKJEyjvHSyhy//CH0CxmKi8w=").verify(answer(PSI)));
        assertEquals(44, Caps.verification("sha-256", answer(PSI)).orElseThrow().length());
        assertEquals(Optional.empty(), Caps.verification("md2", answer(PSI)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<feature var='a'/><feature var='a'/>",
                "<identity category='client' type='pc'/><identity category='client' type='pc'/>",
                "<feature var='a&lt;b'/>",
                "<identity category='client' type='pc' name='x&lt;y'/>",
                "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>f</value></field>"
                        + "<field var='v'><value>1&lt;2</value></field></x>",
                "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>f</value></field></x>"
                        + "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>f</value></field></x>"
            })
    @Tag("XEP-0115")
    void verifiesNoIllFormedAnswer(String children) {
        assertEquals(Optional.empty(), Caps.verification("sha-1", answer(children)));
    }

    @ParameterizedTest
    @Tag("XEP-0115")
    @ValueSource(
            strings = {
                "<feature var='a'/><x xmlns='jabber:x:data'/>",
                "<identity category='client' type='pc' name='a/b'/>",
                "<identity category='client' type='pc' xml:lang='e/n' name='a'/>",
                "<identity category='cli/ent' type='pc'/>",
                "<identity category='http:' type='' xml:lang='jabber.org' name='streams'/>",
                "<identity type='pc'/>",
                "<feature var='client/pc//Exodus'/>"
            })
    void anAnswerThatAnotherOneCouldHaveTheHashOfStandsForNobodyElse(String children) {
        assertFalse(Caps.isUnmistakable(answer(children)));
        assertFalse(Caps.isUnmistakable(answer("<identity category='client' type='pc'/>" + FEATURES + children)));
    }

    /** The trick itself: a form's parts are told as features, under the same hash. */
    @Test
    @Tag("XEP-0115")
    void differentAnswersCanHaveTheSameHash() {
        String form = "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>"
                + "<field var='urn:g'><value>urn:h</value></field></x>";
        XmlElement real =
                answer("<feature var='urn:e'/><feature var='urn:f'/><feature var='urn:g'/><feature var='urn:h'/>");
        XmlElement poison = answer("<feature var='urn:e'/>" + form);
        assertEquals(Caps.verification("sha-1", real), Caps.verification("sha-1", poison));
        assertTrue(Caps.isUnmistakable(real));
        assertFalse(Caps.isUnmistakable(poison));
    }

    @Test
    void passesOverFormsThatDoNotCount() {
        String feature = "<feature var='a'/>";
        Optional<String> plain = Caps.verification("sha-1", answer(feature));
        assertEquals(
                plain,
                Caps.verification(
                        "sha-1",
                        answer(feature + "<x xmlns='jabber:x:data'><field var='v'><value>1</value></field></x>")));
        assertEquals(
                plain,
                Caps.verification(
                        "sha-1",
                        answer(feature + "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>f</value></field>"
                                + "<field var='v'><value>1</value></field></x>")));
        assertEquals(
                plain,
                Caps.verification(
                        "sha-1",
                        answer(feature + "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'>"
                                + "<value>f</value><value>g</value></field></x>")));
    }

    @Test
    void isReadOnlyWhereItCanBeVerified() {
        XmlElement element = XmlElement.of(Ns.CAPS, "c").with("node", "n").with("ver", "v");
        assertFalse(Caps.read(List.of(element)).isPresent(), "the old form has no hash");
        assertFalse(Caps.read(List.of(element.with("hash", "md5"))).isPresent());
        Caps read = Caps.read(List.of(element.with("hash", "sha-256"))).orElseThrow();
        assertEquals(new Caps("sha-256", "n", "v"), read);
        assertEquals("n#v", read.query().attribute("node"));
    }

    @Test
    @Tag("XEP-0115")
    void isWhatWeAnnounceOurselves() {
        Caps own = Caps.read(new OwnInfo("bot").caps()).orElseThrow();
        XmlElement answer =
                new OwnInfo("bot").answer(own.query().attribute("node")).orElseThrow();
        assertTrue(own.verify(answer));
        assertEquals(answer.attribute("node"), own.query().attribute("node"));
    }
}
