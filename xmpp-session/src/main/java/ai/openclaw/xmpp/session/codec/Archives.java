package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.archive.ArchivePreferences;
import ai.openclaw.xmpp.archive.ArchivePreferences.Default;
import ai.openclaw.xmpp.archive.ArchiveQuery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Questions to archives and what they answer (XEP-0313, XEP-0059, XEP-0441). */
public final class Archives {

    /** Addresses in a list of the preferences. */
    public static final int MAX_LISTED = 1000;

    private Archives() {}

    /**
     * The end of a page.
     *
     * @param complete whether there is nothing more
     * @param first the id of its first entry, or {@code null}
     * @param last the id of its last entry, or {@code null} for an empty page
     */
    public record Fin(
            boolean complete,
            @Nullable String first,
            @Nullable String last) {}

    /**
     * An entry.
     *
     * @param queryId the question's name
     * @param id the archive's id for the message
     * @param forwarded what holds it
     */
    public record Result(String queryId, String id, XmlElement forwarded) {}

    /** A question for a page, named so that its answers can be told from others'. */
    public static XmlElement query(ArchiveQuery query, String queryId) {
        Map<String, String> filter = new LinkedHashMap<>();
        put(filter, "with", query.with() == null ? null : query.with().toString());
        put(filter, "start", stamp(query.start()));
        put(filter, "end", stamp(query.end()));
        XmlElement set = XmlElement.of(Ns.RSM, "set").with(XmlElement.of(Ns.RSM, "max", String.valueOf(query.max())));
        if (query.after() != null) {
            set = set.with(XmlElement.of(Ns.RSM, "after", query.after()));
        }
        if (query.before() != null) {
            set = set.with(XmlElement.of(Ns.RSM, "before", query.before()));
        }
        return XmlElement.of(Ns.MAM, "query")
                .with("queryid", queryId)
                .with(Forms.submit(Ns.MAM, filter))
                .with(set);
    }

    private static void put(Map<String, String> filter, String name, @Nullable String value) {
        if (value != null) {
            filter.put(name, value);
        }
    }

    private static @Nullable String stamp(@Nullable Instant when) {
        return when == null ? null : when.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** The end of a page; empty if an answer is none. */
    public static Optional<Fin> fin(@Nullable XmlElement answer) {
        return Optional.ofNullable(answer)
                .filter(element -> element.is(Ns.MAM, "fin"))
                .map(element -> {
                    Optional<XmlElement> set = element.child(Ns.RSM, "set");
                    String complete = element.attribute("complete");
                    return new Fin(
                            "true".equals(complete) || "1".equals(complete), text(set, "first"), text(set, "last"));
                });
    }

    private static @Nullable String text(Optional<XmlElement> set, String name) {
        return set.flatMap(found -> found.child(Ns.RSM, name))
                .map(XmlElement::text)
                .filter(text -> !text.isEmpty())
                .orElse(null);
    }

    /** An entry, if it is a whole one. */
    public static Optional<Result> result(XmlElement element) {
        Optional<String> queryId = Elements.id(element, "queryid");
        Optional<String> id = Elements.id(element, "id");
        Optional<XmlElement> forwarded = element.child(Ns.FORWARD, "forwarded");
        return queryId.isPresent() && id.isPresent() && forwarded.isPresent()
                ? Optional.of(new Result(queryId.get(), id.get(), forwarded.get()))
                : Optional.empty();
    }

    /** A question for the preferences. */
    public static XmlElement preferencesQuery() {
        return XmlElement.of(Ns.MAM, "prefs");
    }

    /** The same as a wish. */
    public static XmlElement preferences(ArchivePreferences wanted) {
        return preferencesQuery()
                .with("default", wanted.byDefault().name().toLowerCase(Locale.ROOT))
                .with(list("always", wanted.always()))
                .with(list("never", wanted.never()));
    }

    private static XmlElement list(String name, Collection<Jid> addresses) {
        return XmlElement.of(Ns.MAM, name)
                .with(addresses.stream()
                        .map(Jid::toString)
                        .sorted()
                        .map(jid -> XmlElement.of(Ns.MAM, "jid", jid))
                        .toList());
    }

    /** The preferences; empty if an answer has none, or longer lists than are read: they are written as a whole. */
    public static Optional<ArchivePreferences> readPreferences(@Nullable XmlElement answer) {
        return Optional.ofNullable(answer)
                .filter(element -> element.is(Ns.MAM, "prefs"))
                .filter(element -> listed(element, "always").count() <= MAX_LISTED
                        && listed(element, "never").count() <= MAX_LISTED)
                .flatMap(element -> byDefault(element.attribute("default"))
                        .map(found -> new ArchivePreferences(
                                found, addresses(element, "always"), addresses(element, "never"))));
    }

    private static Optional<Default> byDefault(@Nullable String word) {
        return word == null
                ? Optional.empty()
                : switch (word) {
                    case "always" -> Optional.of(Default.ALWAYS);
                    case "never" -> Optional.of(Default.NEVER);
                    case "roster" -> Optional.of(Default.ROSTER);
                    default -> Optional.empty();
                };
    }

    private static Stream<XmlElement> listed(XmlElement preferences, String name) {
        return preferences.child(Ns.MAM, name).stream()
                .flatMap(list -> list.children().stream())
                .filter(child -> child.is(Ns.MAM, "jid"));
    }

    private static Set<Jid> addresses(XmlElement preferences, String name) {
        return listed(preferences, name)
                .flatMap(child -> Jid.parse(child.text().strip()).stream())
                .collect(Collectors.toSet());
    }
}
