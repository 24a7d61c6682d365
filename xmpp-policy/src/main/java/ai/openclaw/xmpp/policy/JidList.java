package ai.openclaw.xmpp.policy;

import ai.openclaw.xmpp.Jid;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A list of people: bare JIDs, {@code *@domain} for everybody of exactly that domain, {@code *} for everybody. Compared as prepared JIDs, never as
 * text.
 *
 * @param jids the bare JIDs
 * @param domains the domains whose accounts are all meant; sub-domains are not
 * @param everybody whether everybody is meant
 */
public record JidList(Set<Jid> jids, Set<Jid> domains, boolean everybody) {

    /** A list without entries. */
    public static final JidList EMPTY = new JidList(Set.of(), Set.of(), false);

    public JidList {
        jids = Set.copyOf(jids);
        domains = Set.copyOf(domains);
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if an entry is none of the three forms; the message names it and says how to write it
     */
    public static JidList parse(List<String> entries) {
        Set<Jid> jids = new LinkedHashSet<>();
        Set<Jid> domains = new LinkedHashSet<>();
        boolean everybody = false;
        for (String written : entries) {
            String entry = written.strip();
            if (entry.equals("*")) {
                everybody = true;
            } else if (entry.startsWith("*@")) {
                domains.add(domain(written, entry.substring(2)));
            } else {
                jids.add(person(written, entry));
            }
        }
        return new JidList(jids, domains, everybody);
    }

    private static Jid domain(String written, String text) {
        Jid domain = jid(written, text);
        if (domain.local() != null || !domain.isBare() || text.contains("*")) {
            throw invalid(written, "write *@example.org for everybody of that domain");
        }
        return domain;
    }

    private static Jid person(String written, String text) {
        if (text.contains("*")) {
            throw invalid(written, "a * stands alone, or in *@example.org for everybody of that domain");
        }
        Jid jid = jid(written, text);
        if (jid.local() == null) {
            throw invalid(
                    written, "write alice@example.org for a person, or *@" + jid + " for everybody of that domain");
        }
        if (!jid.isBare()) {
            throw invalid(written, "leave the resource away and write " + jid.bare());
        }
        return jid;
    }

    private static Jid jid(String written, String text) {
        try {
            return Jid.of(text);
        } catch (IllegalArgumentException refused) {
            throw invalid(written, String.valueOf(refused.getMessage()));
        }
    }

    private static IllegalArgumentException invalid(String entry, String hint) {
        return new IllegalArgumentException("\"" + entry + "\" names nobody: " + hint);
    }

    /** Whether there is no entry. */
    public boolean isEmpty() {
        return jids.isEmpty() && domains.isEmpty() && !everybody;
    }

    /** Whether that account is meant; its resource does not matter. */
    public boolean contains(Jid sender) {
        return everybody
                || jids.contains(sender.bare())
                || sender.local() != null && domains.contains(sender.domainJid());
    }
}
