package ai.openclaw.xmpp;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the server listens, when that is not to be looked up by SRV.
 *
 * @param transport how to talk to it
 * @param host name or address, without brackets
 * @param port its port
 * @param path of a WebSocket's address, such as {@code /ws}; empty otherwise
 */
public record ServerAddress(Transport transport, String host, int port, String path) {

    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:@\\[\\]]+)(?::(\\d{1,5}))?");

    /** How stanzas get to the server. */
    public enum Transport {
        /** TCP, then STARTTLS (RFC 6120 §5); port 5222. */
        STARTTLS,
        /** TLS from the first byte (XEP-0368); port 5223. */
        DIRECT_TLS,
        /** WebSocket over TLS (RFC 7395); port 443. */
        WEBSOCKET,
        /** WebSocket without TLS, to this machine only; port 80. */
        WEBSOCKET_PLAIN
    }

    public ServerAddress {
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(path, "path");
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the server's host is empty");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the server's port is 1 to 65535, not " + port);
        }
        if (transport == Transport.WEBSOCKET_PLAIN && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "ws:// is not encrypted and allowed to this machine only (localhost); write wss://" + host
                            + " instead");
        }
    }

    /**
     * Parses {@code host}, {@code host:port}, {@code [v6]:port}, {@code xmpp://host:port}, {@code xmpps://host:port} (direct TLS),
     * {@code wss://host/path}, or {@code ws://localhost/path}.
     *
     * @throws IllegalArgumentException if it is none of these; the message says what is wrong
     */
    public static ServerAddress parse(String text) {
        Objects.requireNonNull(text, "text");
        String trimmed = text.strip();
        int scheme = trimmed.indexOf("://");
        if (scheme < 0) {
            return parseUri("xmpp", "xmpp://" + trimmed, text);
        }
        return parseUri(trimmed.substring(0, scheme).toLowerCase(Locale.ROOT), trimmed, text);
    }

    private static ServerAddress parseUri(String scheme, String uriText, String given) {
        Transport transport = switch (scheme) {
            case "xmpp" -> Transport.STARTTLS;
            case "xmpps" -> Transport.DIRECT_TLS;
            case "wss" -> Transport.WEBSOCKET;
            case "ws" -> Transport.WEBSOCKET_PLAIN;
            default ->
                throw new IllegalArgumentException("the server \"" + given + "\" begins with " + scheme
                        + "://; known are xmpp://, xmpps:// (direct TLS) and wss://");
        };
        URI uri;
        try {
            uri = new URI(uriText);
        } catch (java.net.URISyntaxException e) {
            throw malformed(given);
        }
        Matcher authority = AUTHORITY.matcher(Objects.requireNonNullElse(uri.getRawAuthority(), ""));
        if (!authority.matches() || uri.getRawFragment() != null) {
            throw malformed(given);
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (uri.getRawQuery() != null) {
            path += "?" + uri.getRawQuery();
        }
        boolean webSocket = transport == Transport.WEBSOCKET || transport == Transport.WEBSOCKET_PLAIN;
        if (!webSocket && !path.isEmpty() && !path.equals("/")) {
            throw malformed(given);
        }
        String port = authority.group(2);
        return new ServerAddress(
                transport,
                host(authority.group(1), given),
                port == null ? defaultPort(transport) : Integer.parseInt(port),
                webSocket ? path : "");
    }

    /** As DNS writes it: {@link URI} itself knows no host in other letters than ASCII, and none with an underscore. */
    private static String host(String written, String given) {
        try {
            String ascii = DomainName.toAscii(DomainName.prepare(written));
            return ascii.startsWith("[") ? ascii.substring(1, ascii.length() - 1) : ascii;
        } catch (IllegalArgumentException noHost) {
            throw malformed(given);
        }
    }

    private static IllegalArgumentException malformed(String given) {
        return new IllegalArgumentException("the server \"" + given
                + "\" is not understood; write chat.example.org, chat.example.org:5222, xmpps://chat.example.org:5223 or"
                + " wss://example.org/ws");
    }

    private static int defaultPort(Transport transport) {
        return switch (transport) {
            case STARTTLS -> 5222;
            case DIRECT_TLS -> 5223;
            case WEBSOCKET -> 443;
            case WEBSOCKET_PLAIN -> 80;
        };
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        return switch (transport) {
            case STARTTLS -> "xmpp://" + authority;
            case DIRECT_TLS -> "xmpps://" + authority;
            case WEBSOCKET -> "wss://" + authority + path;
            case WEBSOCKET_PLAIN -> "ws://" + authority + path;
        };
    }
}
