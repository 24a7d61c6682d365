package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An invite to make an account: {@code xmpp:example.org?register;preauth=TOKEN} (XEP-0445), with an account before the domain where the
 * name is reserved, or a person's invite to write to them that allows for it ({@code ?roster;preauth=TOKEN;ibr=y}, XEP-0379).
 *
 * @param domain where the account is made
 * @param account the account that is to be made, or {@code null} if its name may be chosen
 */
record Invite(Jid domain, @Nullable Jid account, Secret token) {

    private static final String SCHEME = "xmpp:";

    /** Whether somebody who types this means a URI, not an address. */
    static boolean looksLikeOne(String text) {
        String stripped = text.strip().toLowerCase(java.util.Locale.ROOT);
        return stripped.startsWith(SCHEME) && stripped.indexOf('?') >= 0 || stripped.startsWith("https://");
    }

    /**
     * Reads an invite.
     *
     * @throws IllegalArgumentException if it is none; the message says what is wrong
     */
    static Invite parse(String text) {
        String uri = text.strip();
        int question = uri.indexOf('?');
        if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || question < 0) {
            throw new IllegalArgumentException(
                    "This is a page on the web. Open it in a browser: behind one of its buttons is an address that begins with xmpp:");
        }
        Jid to = Jid.of(decoded(uri.substring(SCHEME.length(), question).replaceFirst("^//", "")))
                .bare();
        String[] query = uri.substring(question + 1).split("[;&]", -1);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 1; i < query.length; i++) {
            int equals = query[i].indexOf('=');
            if (equals > 0) {
                parameters.put(query[i].substring(0, equals), decoded(query[i].substring(equals + 1)));
            }
        }
        @Nullable String token = parameters.get("preauth");
        boolean register = query[0].equals("register");
        if (!register && !(query[0].equals("roster") && "y".equals(parameters.get("ibr")))) {
            throw new IllegalArgumentException(
                    "This address is no invite to make an account; such one reads xmpp:example.org?register;preauth=…");
        }
        if (token == null || token.isEmpty()) {
            throw new IllegalArgumentException(
                    "The invite has no token (preauth=…) in it; was it copied whole? It may need quotes in a shell");
        }
        return new Invite(to.domainJid(), register && to.local() != null ? to : null, Secret.of(token));
    }

    private static String decoded(String text) {
        // A plus means itself in these URIs (RFC 5122).
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
