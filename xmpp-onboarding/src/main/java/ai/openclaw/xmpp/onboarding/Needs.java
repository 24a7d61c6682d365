package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.spi.ProbeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the bot would use of a server, told in words where it is not there. */
final class Needs {

    private Needs() {}

    static List<String> missing(ProbeReport report) {
        List<String> missing = new ArrayList<>();
        if (roomService(report.services()).isEmpty()) {
            missing.add("rooms (XEP-0045): no service of its own; rooms elsewhere can still be joined");
        }
        if (!report.features().contains("urn:xmpp:http:upload:0") && !has(report.services(), "store", "file")) {
            missing.add("uploads (XEP-0363): the bot can send no files, only links");
        }
        if (!report.features().contains("urn:xmpp:mam:2")) {
            missing.add("an archive (XEP-0313): what is written while the bot is away may be lost");
        }
        if (!report.features().contains("urn:xmpp:carbons:2")) {
            missing.add("carbons (XEP-0280): the bot does not see what its other clients send and get");
        }
        if (!report.features().contains("urn:xmpp:sm:3")) {
            missing.add("stream management (XEP-0198): a broken connection may lose messages on their way");
        }
        return List.copyOf(missing);
    }

    /** The server's own rooms, such as {@code conference.example.org}. */
    static Optional<String> roomService(List<ProbeReport.Service> services) {
        return services.stream()
                .filter(service -> service.category().equals("conference")
                        && service.type().equals("text"))
                .map(service -> service.jid().toString())
                .findFirst();
    }

    private static boolean has(List<ProbeReport.Service> services, String category, String type) {
        return services.stream()
                .anyMatch(service ->
                        service.category().equals(category) && service.type().equals(type));
    }
}
