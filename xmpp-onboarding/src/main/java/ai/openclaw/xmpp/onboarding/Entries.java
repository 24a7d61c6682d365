package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what people type: addresses, and lists of them. Each refusal says what is wrong and how to write it. */
final class Entries {

    private Entries() {}

    /** What is wrong with the JID of an account or a person, or {@code null}. */
    static @Nullable String accountProblem(String text) {
        return problem(() -> account(text));
    }

    static Jid account(String text) {
        // As it is copied from a client.
        Jid jid = Jid.of(text.strip().replaceFirst("^xmpp:", ""));
        if (!jid.isBare()) {
            throw new IllegalArgumentException("\"" + text.strip() + "\" has a resource: leave out /" + jid.resource()
                    + ", so that it reads " + jid.bare() + " (the field \"resource\" sets the bot's)");
        }
        if (jid.local() == null) {
            throw new IllegalArgumentException(
                    "\"" + text.strip() + "\" is a server; an account is written bot@" + jid);
        }
        return jid;
    }

    static @Nullable String roomsProblem(String text, @Nullable String service) {
        return problem(() -> rooms(text, service));
    }

    /** Rooms by their JIDs, or by their names alone where the server's own room service is known. */
    static List<String> rooms(String text, @Nullable String service) {
        return each(text, entry -> {
            String full = entry.contains("@") || service == null ? entry : entry + "@" + service;
            Jid jid = Jid.of(full);
            if (!jid.isBare()) {
                throw new IllegalArgumentException("\"" + entry + "\" has a resource: leave out /" + jid.resource()
                        + "; the field \"nick\" sets the bot's name in the room");
            }
            if (jid.local() == null) {
                throw new IllegalArgumentException("\"" + entry + "\" is no room; write room@conference.example.org");
            }
            return jid.toString();
        });
    }

    static @Nullable String sendersProblem(String text, @Nullable String service) {
        return problem(() -> senders(text, service));
    }

    /** Entries of {@code allowFrom}: bare JIDs, {@code *@domain}, {@code *}. */
    static List<String> senders(String text, @Nullable String service) {
        return each(text, entry -> {
            if (entry.equals("*")) {
                return entry;
            }
            boolean anyone = entry.startsWith("*@");
            Jid jid = Jid.of(anyone ? entry.substring(2) : entry);
            if (!jid.isBare()) {
                throw new IllegalArgumentException(
                        "\"" + entry + "\" has a resource: leave out /" + jid.resource() + ", a person has many");
            }
            if (anyone == (jid.local() != null)) {
                throw new IllegalArgumentException(
                        "\"" + entry + "\" is no person; write alice@example.org, *@example.org or *");
            }
            if (jid.domain().equals(service)) {
                throw new IllegalArgumentException("\"" + entry
                        + "\" is a room; here belong people. Rooms were asked for, or will be, by themselves");
            }
            return anyone ? "*@" + jid : jid.toString();
        });
    }

    private interface Reader {
        String read(String entry);
    }

    /** Split at commas, semicolons and white space; prepared, each once, in order. */
    private static List<String> each(String text, Reader reader) {
        Map<String, Boolean> found = new LinkedHashMap<>();
        Arrays.stream(text.split("[,;\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .forEach(entry -> found.put(reader.read(entry), true));
        return new ArrayList<>(found.keySet());
    }

    static @Nullable String problem(Runnable reading) {
        try {
            reading.run();
            return null;
        } catch (IllegalArgumentException invalid) {
            return invalid.getMessage();
        }
    }
}
