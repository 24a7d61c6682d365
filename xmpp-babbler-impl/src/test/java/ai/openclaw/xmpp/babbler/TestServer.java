package ai.openclaw.xmpp.babbler;

import java.nio.file.Path;

/** A real server with the domain {@code localhost}, the accounts {@code bot} and {@code alice}, and room for a component. */
interface TestServer extends AutoCloseable {

    /** Of the accounts. */
    String PASSWORD = "pa<ss&word";

    /** Of the components. */
    String SECRET = "se<cret&";

    /** The authority of its certificate. */
    Path caFile();

    /** Where to get in: {@code starttls, direct, ws, wss, component}. */
    int port(String way);

    /** Where WebSockets are. */
    String webSocketPath();

    /** A server's address by that way, on that port of this machine. */
    default String address(String way, int port) {
        return switch (way) {
            case "starttls", "component" -> "xmpp://localhost:" + port;
            case "direct" -> "xmpps://localhost:" + port;
            case "ws", "wss" -> way + "://localhost:" + port + webSocketPath();
            default -> throw new IllegalArgumentException(way);
        };
    }

    @Override
    void close();
}
