package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ServerAddress;
import ai.openclaw.xmpp.ServerAddress.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a domain's server listens: SRV records of both kinds (RFC 6120 §3.2.1, XEP-0368), else the domain itself. */
final class SrvResolver implements ServerResolver {

    private static final Logger LOG = LoggerFactory.getLogger(SrvResolver.class);
    private static final int MAX_TARGETS = 8;

    /**
     * One SRV record (RFC 2782).
     *
     * @param target the host; {@code .} says that the service is not offered
     */
    record Srv(Transport transport, int priority, int weight, int port, String target) {}

    private final @Nullable String dns;

    /** Asks whom the system asks. */
    SrvResolver() {
        this(null);
    }

    /**
     * Asks a certain server.
     *
     * @param dns such as {@code dns://127.0.0.1:53}; {@code null} for whom the system asks
     */
    SrvResolver(@Nullable String dns) {
        this.dns = dns;
    }

    @Override
    public List<ServerAddress> resolve(String domain) {
        List<Srv> records = new ArrayList<>(query("_xmpps-client._tcp.", domain, Transport.DIRECT_TLS));
        records.addAll(query("_xmpp-client._tcp.", domain, Transport.STARTTLS));
        return order(records, domain, RandomGenerator.getDefault());
    }

    /** Lowest priority first, among equals at random by weight. */
    static List<ServerAddress> order(List<Srv> records, String domain, RandomGenerator random) {
        if (records.isEmpty()) {
            return List.of(new ServerAddress(Transport.STARTTLS, domain, 5222, ""));
        }
        List<Srv> left = new ArrayList<>(records);
        left.removeIf(srv -> srv.target().isEmpty() || srv.target().equals(".") || srv.port() < 1);
        List<ServerAddress> ordered = new ArrayList<>();
        while (!left.isEmpty() && ordered.size() < MAX_TARGETS) {
            int priority = left.stream()
                    .min(Comparator.comparingInt(Srv::priority))
                    .orElseThrow()
                    .priority();
            List<Srv> equals =
                    left.stream().filter(srv -> srv.priority() == priority).toList();
            long sum = equals.stream().mapToLong(srv -> srv.weight() + 1L).sum();
            long pick = random.nextLong(sum);
            for (Srv srv : equals) {
                pick -= srv.weight() + 1L;
                if (pick < 0) {
                    ordered.add(new ServerAddress(srv.transport(), srv.target(), srv.port(), ""));
                    left.remove(srv);
                    break;
                }
            }
        }
        return ordered;
    }

    /** By the JDK's own DNS client; it reads SRV records as text and never makes objects of answers. */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private List<Srv> query(String service, String domain, Transport transport) {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        if (dns != null) {
            environment.put("java.naming.provider.url", dns);
        }
        environment.put("com.sun.jndi.dns.timeout.initial", "2000");
        environment.put("com.sun.jndi.dns.timeout.retries", "2");
        List<Srv> found = new ArrayList<>();
        try {
            DirContext dns = new InitialDirContext(environment);
            try {
                Attribute attribute = dns.getAttributes(service + domain, new String[] {"SRV"})
                        .get("SRV");
                if (attribute == null) {
                    return List.of();
                }
                NamingEnumeration<?> values = attribute.getAll();
                while (values.hasMore()) {
                    String[] fields = values.next().toString().split(" ", -1);
                    String target = fields[3].length() > 1 && fields[3].endsWith(".")
                            ? fields[3].substring(0, fields[3].length() - 1)
                            : fields[3];
                    found.add(new Srv(
                            transport,
                            Integer.parseInt(fields[0]),
                            Integer.parseInt(fields[1]),
                            Integer.parseInt(fields[2]),
                            target));
                }
            } finally {
                dns.close();
            }
        } catch (NameNotFoundException none) {
            return List.of();
        } catch (NamingException | RuntimeException failed) {
            LOG.info("DNS did not answer for {}{}: {}", service, domain, failed.toString());
        }
        return found;
    }
}
