package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.XmppException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where the running bot listens for commands: {@code control/socket} in its state directory. */
final class ControlPath {

    /** What all systems take: Linux has 108 bytes with the end mark, others 104. */
    static final int MAX_BYTES = 103;

    private ControlPath() {}

    static Path of(Path stateDir) {
        return stateDir.toAbsolutePath().normalize().resolve("control").resolve("socket");
    }

    /**
     * The socket's address.
     *
     * @throws XmppException of kind {@code CONFIGURATION} if the path is too long for a socket
     */
    static UnixDomainSocketAddress address(Path stateDir) {
        Path path = of(stateDir);
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_BYTES) {
            throw new XmppException(
                    XmppException.Kind.CONFIGURATION,
                    "the path " + path + " has " + length + " bytes, and a socket's path may have " + MAX_BYTES
                            + "; choose a state directory with a shorter path");
        }
        return UnixDomainSocketAddress.of(path);
    }
}
