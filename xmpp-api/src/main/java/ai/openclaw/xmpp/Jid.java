package ai.openclaw.xmpp;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import rocks.xmpp.precis.PrecisProfiles;

/**
 * An XMPP address (RFC 7622): {@code localpart@domainpart/resourcepart}, prepared for comparison.
 *
 * <p>Two addresses are equal exactly when the RFC calls them so: the localpart is prepared by PRECIS UsernameCaseMapped, the
 * domainpart by IDNA, the resourcepart by PRECIS OpaqueString. Preparation does not depend on the machine's locale.
 * XEP-0106 escapes are kept as they are on the wire and never undone, so that no two different accounts become one.
 */
public final class Jid implements Comparable<Jid>, Serializable {

    private static final long serialVersionUID = 1L;
    private static final int MAX_PART_BYTES = 1023;
    private static final int MAX_SHOWN = 60;

    private final @Nullable String local;
    private final String domain;
    private final @Nullable String resource;

    private Jid(@Nullable String local, String domain, @Nullable String resource) {
        this.local = local;
        this.domain = domain;
        this.resource = resource;
    }

    /**
     * Parses and prepares an address as it stands on the wire.
     *
     * @throws IllegalArgumentException if it is no valid address; the message names the faulty part
     */
    public static Jid of(String text) {
        Objects.requireNonNull(text, "text");
        int slash = text.indexOf('/');
        String bare = slash < 0 ? text : text.substring(0, slash);
        String resource = slash < 0 ? null : text.substring(slash + 1);
        int at = bare.indexOf('@');
        return of(at < 0 ? null : bare.substring(0, at), bare.substring(at + 1), resource);
    }

    /** As {@link #of(String)}, but empty where that throws. */
    public static Optional<Jid> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(text));
        } catch (IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }

    /**
     * Puts an address together from its parts and prepares them.
     *
     * @throws IllegalArgumentException if a part is empty, longer than 1023 bytes, or has characters that it must not have
     */
    public static Jid of(@Nullable String local, String domain, @Nullable String resource) {
        return new Jid(
                local == null ? null : prepareLocal(local),
                prepareDomain(domain),
                resource == null ? null : prepareResource(resource));
    }

    private static String prepareLocal(String local) {
        String prepared = prepare("localpart", local, PrecisProfiles.USERNAME_CASE_MAPPED::enforce);
        for (int i = 0; i < prepared.length(); i++) {
            if ("\"&'/:<>@".indexOf(prepared.charAt(i)) >= 0) {
                throw invalid("localpart", local, "it contains '" + prepared.charAt(i) + "'");
            }
        }
        return prepared;
    }

    private static String prepareDomain(String domain) {
        return prepare("domainpart", domain, DomainName::prepare);
    }

    private static String prepareResource(String resource) {
        return prepare("resourcepart", resource, Jid::enforceResource);
    }

    /**
     * By the profile, but for pictographs that came into Unicode later than this Java: servers let them into nicks, and who has one there is not to
     * be mute. A character that is unknown composes with no other, so what is between them is prepared by itself.
     */
    private static String enforceResource(String text) {
        StringBuilder enforced = new StringBuilder();
        int from = 0;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            int next = at + Character.charCount(character);
            if (isLaterPictograph(character)) {
                enforced.append(enforcePart(text.substring(from, at))).appendCodePoint(character);
                from = next;
            }
            at = next;
        }
        return enforced.append(enforcePart(text.substring(from))).toString();
    }

    private static String enforcePart(String text) {
        return text.isEmpty() ? "" : PrecisProfiles.OPAQUE_STRING.enforce(text);
    }

    private static boolean isLaterPictograph(int character) {
        return character >= 0x1F000 && character <= 0x1FAFF && Character.getType(character) == Character.UNASSIGNED;
    }

    private interface Profile {
        String enforce(String input);
    }

    private static String prepare(String part, String text, Profile profile) {
        if (text.isEmpty()) {
            throw invalid(part, text, "it is empty");
        }
        if (text.length() > MAX_PART_BYTES) {
            throw invalid(part, text, "it is longer than " + MAX_PART_BYTES + " bytes");
        }
        String prepared;
        try {
            prepared = profile.enforce(text);
        } catch (RuntimeException refused) {
            throw invalid(part, text, "it has characters that are not allowed there");
        }
        if (prepared.isEmpty()) {
            throw invalid(part, text, "nothing is left of it after preparation");
        }
        if (prepared.getBytes(StandardCharsets.UTF_8).length > MAX_PART_BYTES) {
            throw invalid(part, text, "it is longer than " + MAX_PART_BYTES + " bytes");
        }
        return prepared;
    }

    private static IllegalArgumentException invalid(String part, String text, String why) {
        return new IllegalArgumentException(
                "not a valid JID: the " + part + " \"" + shown(text) + "\" is refused, " + why);
    }

    /** Bounded, and with nothing in it that could forge a line of a log or turn a terminal's text around. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX_SHOWN).forEach(c -> {
            if (c >= ' ' && c < 0x7F || Character.isLetterOrDigit(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u{%x}", c));
            }
        });
        return shown + (text.codePointCount(0, text.length()) > MAX_SHOWN ? "…" : "");
    }

    /** The localpart, or {@code null} for the address of a server or service. */
    public @Nullable String local() {
        return local;
    }

    /** The domainpart in its Unicode form, without a trailing dot. */
    public String domain() {
        return domain;
    }

    /**
     * The domainpart as DNS and certificates write it (RFC 5891 A-labels). Use this, never {@link java.net.IDN}, to look a server up or
     * to check its name: the latter takes some names for others.
     */
    public String asciiDomain() {
        return DomainName.toAscii(domain);
    }

    /** The resourcepart (in rooms: the nick), or {@code null} for a bare JID. */
    public @Nullable String resource() {
        return resource;
    }

    /** Whether there is no resourcepart. */
    public boolean isBare() {
        return resource == null;
    }

    /** This address without its resourcepart; itself if it has none. */
    public Jid bare() {
        return resource == null ? this : new Jid(local, domain, null);
    }

    /** The address of this one's server or service. */
    public Jid domainJid() {
        return local == null && resource == null ? this : new Jid(null, domain, null);
    }

    /**
     * This address with another resourcepart.
     *
     * @throws IllegalArgumentException if the resourcepart is not valid
     */
    public Jid withResource(String newResource) {
        return new Jid(local, domain, prepareResource(newResource));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Jid that
                && domain.equals(that.domain)
                && Objects.equals(local, that.local)
                && Objects.equals(resource, that.resource);
    }

    @Override
    public int hashCode() {
        return Objects.hash(local, domain, resource);
    }

    @Override
    public int compareTo(Jid other) {
        return toString().compareTo(other.toString());
    }

    /** The address as it is written on the wire. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (local != null) {
            text.append(local).append('@');
        }
        text.append(domain);
        if (resource != null) {
            text.append('/').append(resource);
        }
        return text.toString();
    }
}
