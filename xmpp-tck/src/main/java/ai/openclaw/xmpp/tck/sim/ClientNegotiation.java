package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.xml.XmlReader;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client says on its way in, and the server's side of it: features, STARTTLS, SASL, bind or resumption. Reader's thread only. */
final class ClientNegotiation {

    /** What follows a step. */
    enum Next {
        GO_ON,
        /** TLS begins, then a new stream. */
        TLS,
        /** A new stream begins. */
        NEW_STREAM
    }

    private static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";
    private static final Pattern TO = Pattern.compile("\\sto=['\"]([^'\"<>&]{1,1023})['\"]");

    private final SimulatedServer server;
    private final SocketConnection connection;
    private Jid domain;
    private @Nullable SaslExchange exchange;
    private @Nullable Account account;
    private volatile @Nullable ServerSession session;

    ClientNegotiation(SimulatedServer server, SocketConnection connection) {
        this.server = server;
        this.connection = connection;
        this.domain = server.domain();
    }

    /** What the client is bound to. */
    Optional<ServerSession> session() {
        return Optional.ofNullable(session);
    }

    /** The server's answer to a stream's header. */
    String header(String startTag) {
        Optional<Jid> asked = asked(startTag);
        asked.filter(this::isServed).ifPresent(jid -> domain = jid.domainJid());
        String id = server.call(() -> server.realm().freshId());
        return "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='" + XmlReader.STREAM
                + "' from='" + domain + "' id='" + id + "' version='1.0' xml:lang='en'>";
    }

    /** Whether the client asks for a domain that is here (RFC 6120 §4.9.3.6). */
    boolean isForUs(String startTag) {
        return asked(startTag).filter(this::isServed).isPresent();
    }

    private boolean isServed(Jid jid) {
        return server.call(() -> server.realm().serves(jid.domain()));
    }

    private static Optional<Jid> asked(String startTag) {
        Matcher to = TO.matcher(startTag);
        return to.find() ? Jid.parse(to.group(1)) : Optional.empty();
    }

    String features(boolean secure) {
        StringBuilder features = new StringBuilder("<stream:features>");
        ServerSettings settings = server.call(() -> server.realm().settings());
        if (!secure) {
            features.append("<starttls xmlns='").append(TLS).append("'><required/></starttls>");
        } else if (account == null) {
            features.append("<mechanisms xmlns='").append(SASL).append("'>");
            SaslExchange.MECHANISMS.forEach(
                    name -> features.append("<mechanism>").append(name).append("</mechanism>"));
            features.append("</mechanisms>");
            if (settings.registration()) {
                features.append("<register xmlns='http://jabber.org/features/iq-register'/>");
            }
        } else {
            features.append("<bind xmlns='").append(BIND).append("'/>");
            features.append("<session xmlns='").append(Names.SESSION).append("'><optional/></session>");
            if (settings.streamManagement()) {
                features.append("<sm xmlns='").append(Names.SM).append("'/>");
            }
        }
        return features.append("</stream:features>").toString();
    }

    /** Takes a top-level element. */
    Next take(XmlElement element, boolean secure) throws StreamEndedException {
        ServerSession bound = session;
        if (bound != null) {
            server.act(() -> bound(bound, element));
            return Next.GO_ON;
        }
        if (element.is(TLS, "starttls") && !secure) {
            connection.write("<proceed xmlns='" + TLS + "'/>");
            return Next.TLS;
        }
        if (!secure) {
            throw new StreamEndedException("policy-violation", "nothing goes without TLS");
        }
        if (account == null) {
            return element.namespace().equals(SASL) ? sasl(element) : stranger(element);
        }
        server.act(() -> bind(element));
        return Next.GO_ON;
    }

    private Next stranger(XmlElement element) throws StreamEndedException {
        Stanza iq = XmlReader.stanza(element)
                .filter(stanza -> stanza.kind() == Stanza.Kind.IQ && Copies.isQuestion(stanza))
                .orElseThrow(() -> new StreamEndedException("not-authorized", "log in first"));
        Jid served = domain;
        connection.write(XmlWriter.forStream(server.call(() -> new Registration(server.realm(), served).answer(iq))));
        return Next.GO_ON;
    }

    private Next sasl(XmlElement element) {
        try {
            if (element.name().equals("auth")) {
                Jid served = domain;
                exchange = new SaslExchange(
                        Objects.requireNonNullElse(element.attribute("mechanism"), ""),
                        name -> password(served, name),
                        server.call(() -> server.realm().freshId()));
                if (element.text().isBlank()) {
                    connection.write("<challenge xmlns='" + SASL + "'/>");
                    return Next.GO_ON;
                }
            } else if (!element.name().equals("response") || exchange == null) {
                throw new SaslExchange.RefusedException(
                        element.name().equals("abort") ? "aborted" : "malformed-request");
            }
            SaslExchange.Step step = exchange.take(data(element));
            String said = Base64.getEncoder().encodeToString(step.text().getBytes(StandardCharsets.UTF_8));
            if (step.user() == null) {
                connection.write("<challenge xmlns='" + SASL + "'>" + said + "</challenge>");
                return Next.GO_ON;
            }
            account = find(domain, step.user()).orElseThrow(() -> new SaslExchange.RefusedException("not-authorized"));
            connection.write("<success xmlns='" + SASL + "'>" + said + "</success>");
            return Next.NEW_STREAM;
        } catch (SaslExchange.RefusedException refused) {
            exchange = null;
            connection.write("<failure xmlns='" + SASL + "'><" + refused.getMessage() + "/></failure>");
            return Next.GO_ON;
        }
    }

    private static byte[] data(XmlElement element) throws SaslExchange.RefusedException {
        String text = element.text().strip();
        try {
            return text.equals("=") ? new byte[0] : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            throw new SaslExchange.RefusedException("incorrect-encoding");
        }
    }

    private Optional<Account> find(Jid served, String name) {
        return Jid.parse(name + "@" + served)
                .flatMap(jid -> server.call(() -> server.realm().account(jid)));
    }

    private Optional<String> password(Jid served, String name) {
        return find(served, name).map(Account::password);
    }

    // Logged in. On the server's loop.

    private void bind(XmlElement element) {
        Account known = Objects.requireNonNull(account);
        if (element.is(Names.SM, "resume")) {
            resume(known, element);
            return;
        }
        Optional<Stanza> iq =
                XmlReader.stanza(element).filter(stanza -> stanza.kind() == Stanza.Kind.IQ && stanza.hasType("set"));
        Optional<XmlElement> wish = iq.flatMap(stanza -> stanza.child(BIND, "bind"));
        if (wish.isEmpty()) {
            connection.end(new StreamError("not-authorized", "bind a resource first"));
            return;
        }
        String resource = wish.get()
                .child(BIND, "resource")
                .map(XmlElement::text)
                .filter(text -> !text.isBlank())
                .orElseGet(() -> server.realm().freshId());
        Optional<Jid> full = Jid.parse(known.jid() + "/" + resource);
        if (full.isEmpty()) {
            connection.write(XmlWriter.forStream(Copies.error(iq.get(), "modify", "bad-request")));
            return;
        }
        session = server.realm().bind(known, full.get(), connection);
        connection.write(XmlWriter.forStream(Copies.addressed(
                Copies.result(
                        iq.get(),
                        XmlElement.of(BIND, "bind")
                                .with(XmlElement.of(BIND, "jid", full.get().toString()))),
                null,
                null)));
    }

    private void resume(Account known, XmlElement element) {
        String previous = Objects.requireNonNullElse(element.attribute("previd"), "");
        Optional<ServerSession> found = server.realm().resumable(known, previous);
        Optional<Long> handled = number(element.attribute("h"));
        if (found.isEmpty() || handled.isEmpty()) {
            connection.write("<failed xmlns='" + Names.SM
                    + "'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
            return;
        }
        ServerSession resumed = found.get();
        session = resumed;
        resumed.resume(connection);
        long ours = resumed.management().orElseThrow().handled();
        connection.write("<resumed xmlns='" + Names.SM + "' previd='" + previous + "' h='" + ours + "'/>");
        resumed.acknowledged(connection, handled.get());
        resumed.replay();
    }

    private static Optional<Long> number(@Nullable String text) {
        return text != null && text.matches("\\d{1,10}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    private void bound(ServerSession known, XmlElement element) {
        if (element.is(Names.SM, "enable")) {
            enable(known, element);
        } else if (element.is(Names.SM, "r")) {
            known.asked(connection);
        } else if (element.is(Names.SM, "a")) {
            number(element.attribute("h")).ifPresent(handled -> known.acknowledged(connection, handled));
        } else {
            Optional<Stanza> stanza = XmlReader.stanza(element);
            if (stanza.isPresent()) {
                server.traced(known.account().jid(), ">", XmlWriter.forStream(stanza.get()));
                known.received(connection, stanza.get());
            } else if (element.namespace().equals(XmlReader.CLIENT)) {
                known.receivedNonsense(connection, element);
            } else {
                known.end(new StreamError("unsupported-stanza-type", element.name()));
            }
        }
    }

    private void enable(ServerSession known, XmlElement element) {
        String resume = element.attribute("resume");
        Optional<StreamManagement> management = known.enable("true".equals(resume) || "1".equals(resume));
        if (management.isEmpty()) {
            connection.write("<failed xmlns='" + Names.SM
                    + "'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
        } else if (management.get().isResumable()) {
            long most = server.realm().settings().resumeTimeout().toSeconds();
            connection.write("<enabled xmlns='" + Names.SM + "' id='"
                    + management.get().id() + "' resume='true' max='" + most + "'/>");
        } else {
            connection.write("<enabled xmlns='" + Names.SM + "'/>");
        }
    }
}
