package ai.openclaw.xmpp.session;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells addresses of the public network from all others: addresses are looked at as numbers, never as text. */
final class AddressGuard {

    private static final String[] PRIVATE_V4 = {
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4"
    };

    private AddressGuard() {}

    /** Whether only this machine or this network can mean that address; what is not surely public is not. */
    static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return isPrivateV4(bytes);
        }
        if (!(address instanceof Inet6Address)) {
            return true;
        }
        if (startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)
                || startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) {
            // IPv4-mapped, and NAT64: the last four bytes decide.
            return isPrivateV4(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (startsWith(bytes, 0x20, 0x02)) {
            // 6to4 carries an IPv4 address behind its prefix.
            return isPrivateV4(Arrays.copyOfRange(bytes, 2, 6));
        }
        boolean globalUnicast = (bytes[0] & 0xe0) == 0x20;
        boolean teredo = startsWith(bytes, 0x20, 0x01, 0, 0);
        boolean documentation = startsWith(bytes, 0x20, 0x01, 0x0d, 0xb8);
        boolean isatap = bytes[8] == 0 && bytes[9] == 0 && (bytes[10] & 0xff) == 0x5e && (bytes[11] & 0xff) == 0xfe
                || (bytes[8] & 0xff) == 2 && bytes[9] == 0 && (bytes[10] & 0xff) == 0x5e && (bytes[11] & 0xff) == 0xfe;
        return !globalUnicast || teredo || documentation || isatap;
    }

    private static boolean isPrivateV4(byte[] address) {
        for (String range : PRIVATE_V4) {
            int slash = range.indexOf('/');
            try {
                byte[] network =
                        InetAddress.getByName(range.substring(0, slash)).getAddress();
                if (inRange(address, network, Integer.parseInt(range.substring(slash + 1)))) {
                    return true;
                }
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return false;
    }

    private static boolean inRange(byte[] address, byte[] network, int prefix) {
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] address, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((address[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
