package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.xml.XmlWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One question to an archive (XEP-0313 §4) and its page of answers (XEP-0059). */
final class ArchiveQuery {

    private static final int MAX_PAGE = 50;

    private record Page(List<Archive.Entry> entries, int index, int count, boolean complete) {}

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String type;
        private final String condition;

        Refused(String type, String condition) {
            super(condition, null, false, false);
            this.type = type;
            this.condition = condition;
        }
    }

    private final Archive archive;
    private final Stanza question;

    ArchiveQuery(Archive archive, Stanza question) {
        this.archive = archive;
        this.question = question;
    }

    /** Gives the results, then the {@code fin}. */
    void answer(Consumer<Stanza> to) {
        XmlElement query = question.payload().get(0);
        if (!query.is(Ns.MAM, "query")) {
            to.accept(Copies.error(question, "cancel", "service-unavailable"));
            return;
        }
        if (question.hasType("get")) {
            to.accept(Copies.result(question, XmlElement.of(Ns.MAM, "query").with(fields())));
            return;
        }
        try {
            Page page = page(query);
            page.entries().forEach(entry -> to.accept(result(query.attribute("queryid"), entry)));
            to.accept(Copies.result(question, fin(page)));
        } catch (Refused refused) {
            to.accept(Copies.error(question, refused.type, refused.condition));
        }
    }

    private static XmlElement fields() {
        // In an order of its own: that of Map.of differs from run to run.
        return Disclosures.form("form", Ns.MAM, new TreeMap<>(Map.of("with", "", "start", "", "end", "")));
    }

    private Page page(XmlElement query) {
        List<Archive.Entry> found = filtered(query);
        XmlElement rsm = query.child(Names.RSM, "set").orElse(XmlElement.of(Names.RSM, "set"));
        int max = rsm.child(Names.RSM, "max").map(ArchiveQuery::number).orElse(MAX_PAGE);
        max = Math.min(max, MAX_PAGE);
        Optional<String> after = rsm.child(Names.RSM, "after").map(XmlElement::text);
        Optional<String> before = rsm.child(Names.RSM, "before").map(XmlElement::text);
        int first = after.isPresent() ? index(found, after.get()) + 1 : 0;
        int end = before.filter(id -> !id.isEmpty()).map(id -> index(found, id)).orElse(found.size());
        boolean complete;
        if (before.isPresent()) {
            complete = end - first <= max;
            first = Math.max(first, end - max);
        } else {
            complete = end - first <= max;
            end = Math.min(end, first + max);
        }
        List<Archive.Entry> entries = new ArrayList<>(found.subList(Math.min(first, end), end));
        if (query.child(Ns.MAM, "flip-page").isPresent()) {
            Collections.reverse(entries);
        }
        return new Page(entries, first, found.size(), complete);
    }

    private static int number(XmlElement max) {
        if (!max.text().matches("\\d{1,9}")) {
            throw new Refused("modify", "bad-request");
        }
        return Integer.parseInt(max.text());
    }

    private static int index(List<Archive.Entry> entries, String id) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).id().equals(id)) {
                return i;
            }
        }
        throw new Refused("cancel", "item-not-found");
    }

    private List<Archive.Entry> filtered(XmlElement query) {
        Map<String, String> form =
                query.child(Ns.DATA_FORM, "x").map(Disclosures::values).orElse(Map.of());
        @Nullable Instant start = instant(form.get("start"));
        @Nullable Instant end = instant(form.get("end"));
        @Nullable
        Jid with = form.get("with") == null
                ? null
                : Jid.parse(form.get("with")).orElseThrow(() -> new Refused("modify", "jid-malformed"));
        return archive.entries().stream()
                .filter(entry -> start == null || !entry.when().isBefore(start))
                .filter(entry -> end == null || !entry.when().isAfter(end))
                .filter(entry -> with == null
                        || entry.with().equals(with)
                        || with.isBare() && entry.with().bare().equals(with))
                .toList();
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw new Refused("modify", "bad-request");
        }
    }

    private Stanza result(@Nullable String queryId, Archive.Entry entry) {
        XmlElement forwarded = XmlElement.of(Ns.FORWARD, "forwarded")
                .with(XmlElement.of(Ns.DELAY, "delay")
                        .with("stamp", entry.when().toString()))
                .with(XmlWriter.element(entry.message()));
        XmlElement result = XmlElement.of(Ns.MAM, "result")
                .with("queryid", queryId)
                .with("id", entry.id())
                .with(forwarded);
        return new Stanza(Stanza.Kind.MESSAGE, null, archive.owner(), question.from(), null, null, List.of(result));
    }

    private static XmlElement fin(Page page) {
        XmlElement set = XmlElement.of(Names.RSM, "set");
        if (!page.entries().isEmpty()) {
            String first = page.entries().get(0).id();
            String last = page.entries().get(page.entries().size() - 1).id();
            set = set.with(XmlElement.of(Names.RSM, "first", first).with("index", Integer.toString(page.index())))
                    .with(XmlElement.of(Names.RSM, "last", last));
        }
        set = set.with(XmlElement.of(Names.RSM, "count", Integer.toString(page.count())));
        return XmlElement.of(Ns.MAM, "fin")
                .with("complete", page.complete() ? "true" : null)
                .with(set);
    }
}
