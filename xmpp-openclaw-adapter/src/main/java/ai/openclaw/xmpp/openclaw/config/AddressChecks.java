package ai.openclaw.xmpp.openclaw.config;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.ServerAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What is wrong with an address in the settings, in words that help; {@code null} if nothing is. */
final class AddressChecks {

    private static final Jid ANY = Jid.of("x@example.org");

    private AddressChecks() {}

    static @Nullable String account(String text) {
        Jid jid;
        try {
            jid = Jid.of(text);
        } catch (IllegalArgumentException invalid) {
            return invalid.getMessage();
        }
        if (jid.resource() != null) {
            return "\"" + text + "\" has a resource; write " + jid.bare() + " and set resource: \"" + jid.resource()
                    + "\" by itself";
        }
        return jid.local() == null ? "\"" + text + "\" is no account; write it like bot@example.org" : null;
    }

    static @Nullable String room(String text) {
        Jid jid;
        try {
            jid = Jid.of(text);
        } catch (IllegalArgumentException invalid) {
            return invalid.getMessage();
        }
        if (jid.resource() != null) {
            return "\"" + text + "\" has a nick; write " + jid.bare() + " and set the nick by itself";
        }
        return jid.local() == null ? "\"" + text + "\" is no room; write it like room@conference.example.org" : null;
    }

    static @Nullable String roomKey(String text) {
        return text.equals("*") ? null : room(text);
    }

    static @Nullable String person(String text) {
        if (text.equals("*")) {
            return null;
        }
        boolean domain = text.startsWith("*@");
        Jid jid;
        try {
            jid = Jid.of(domain ? text.substring(2) : text);
        } catch (IllegalArgumentException invalid) {
            return invalid.getMessage();
        }
        if (jid.resource() != null) {
            return "\"" + text + "\" has a resource; people are listed by their bare JID: " + jid.bare();
        }
        if (domain ? jid.local() != null : jid.local() == null) {
            return "\"" + text + "\" names nobody; write alice@example.org, *@example.org or *";
        }
        return null;
    }

    static @Nullable String nick(String text) {
        return resource(text);
    }

    static @Nullable String resource(String text) {
        try {
            ANY.withResource(text);
            return null;
        } catch (IllegalArgumentException invalid) {
            return invalid.getMessage();
        }
    }

    static @Nullable String server(String text) {
        try {
            ServerAddress.parse(text);
            return null;
        } catch (IllegalArgumentException invalid) {
            return invalid.getMessage();
        }
    }

    static @Nullable String readableFile(String text) {
        try {
            Path path = Path.of(text);
            return Files.isReadable(path) && !Files.isDirectory(path)
                    ? null
                    : "there is no readable file " + text + "; give the absolute path of a PEM file";
        } catch (InvalidPathException invalid) {
            return "\"" + text + "\" is no path: " + invalid.getReason();
        }
    }

    static @Nullable String pin(String text) {
        try {
            return Base64.getDecoder().decode(text).length == 32
                    ? null
                    : "a pin is the base64 of 32 bytes (SHA-256 of the SubjectPublicKeyInfo)";
        } catch (IllegalArgumentException invalid) {
            return "a pin is base64; \"" + text + "\" is not";
        }
    }
}
