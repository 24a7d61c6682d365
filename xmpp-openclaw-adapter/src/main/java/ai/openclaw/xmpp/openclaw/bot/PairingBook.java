package ai.openclaw.xmpp.openclaw.bot;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.spi.StateBatch;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who was let in and who asks to be, as it is kept: a value, with the rules of who gets a code.
 *
 * @param requests by person, in the order in which they came
 * @param approved when each was let in, by person
 */
record PairingBook(Map<Jid, Request> requests, Map<Jid, Instant> approved) {

    static final String NAME = "pairing";
    static final Duration LIFETIME = Duration.ofHours(1);
    static final int MAX_PENDING = 3;

    private static final Logger LOG = LoggerFactory.getLogger(PairingBook.class);
    private static final Gson JSON = new Gson();

    /**
     * Somebody asks to be let in.
     *
     * @param event the message by which they did
     * @param denied whether the owner has said no: until the request's time is over they get no other code
     */
    record Request(Jid person, String code, Instant since, String event, boolean denied) {
        Instant until() {
            return since.plus(LIFETIME);
        }

        /** Also one from the future is over: the clock was wrong then, or is now. */
        boolean isOver(Instant now) {
            return !now.isBefore(until()) || since.isAfter(now.plus(LIFETIME));
        }

        Request deny() {
            return new Request(person, code, since, event, true);
        }

        /** Without the code. */
        @Override
        public String toString() {
            return "Request[" + person + " since " + since + "]";
        }
    }

    /** A request or an approval as text. */
    private record Entry(
            @Nullable String jid,
            @Nullable String since,
            @Nullable String code,
            @Nullable String event,
            boolean denied) {
        /** Without the code. */
        @Override
        public String toString() {
            return "Entry[" + jid + " since " + since + "]";
        }
    }

    static final PairingBook EMPTY = new PairingBook(Map.of(), Map.of());

    /** Who waits for the owner's word. */
    Map<Jid, Request> pending(Instant now) {
        Map<Jid, Request> pending = new LinkedHashMap<>(requests);
        pending.values().removeIf(request -> request.denied() || request.isOver(now));
        return pending;
    }

    /** The request with that code; looks at each, so that the time it takes says nothing. */
    Optional<Request> find(String code, Instant now) {
        Optional<Request> found = Optional.empty();
        for (Request request : pending(now).values()) {
            if (PairingCodes.same(request.code(), code)) {
                found = Optional.of(request);
            }
        }
        return found;
    }

    /** Whether a stranger gets a code: not if they have one, were denied lately, are in, or if enough others wait. */
    boolean mayAsk(Jid person, Instant now) {
        Request before = requests.get(person);
        return (before == null || before.isOver(now))
                && !approved.containsKey(person)
                && pending(now).size() < MAX_PENDING;
    }

    /** The book without requests whose time is over. */
    PairingBook tidied(Instant now, StateBatch changes) {
        Map<Jid, Request> left = new LinkedHashMap<>(requests);
        left.values().removeIf(request -> request.isOver(now));
        requests.keySet().stream()
                .filter(person -> !left.containsKey(person))
                .forEach(person -> changes.remove(NAME, requestKey(person)));
        return new PairingBook(left, approved);
    }

    PairingBook with(Request request, StateBatch changes) {
        Map<Jid, Request> more = new LinkedHashMap<>(requests);
        more.put(request.person(), request);
        changes.put(
                NAME,
                requestKey(request.person()),
                JSON.toJson(new Entry(
                        request.person().toString(),
                        request.since().toString(),
                        request.code(),
                        request.event(),
                        request.denied())));
        return new PairingBook(more, approved);
    }

    /** The book without what that person asked. */
    PairingBook without(Jid person, StateBatch changes) {
        Map<Jid, Request> fewer = new LinkedHashMap<>(requests);
        fewer.remove(person);
        changes.remove(NAME, requestKey(person));
        return new PairingBook(fewer, approved);
    }

    PairingBook approve(Jid person, Instant now, StateBatch changes) {
        Map<Jid, Request> fewer = new LinkedHashMap<>(requests);
        fewer.remove(person);
        Map<Jid, Instant> more = new LinkedHashMap<>(approved);
        more.put(person, now);
        changes.remove(NAME, requestKey(person))
                .put(
                        NAME,
                        approvedKey(person),
                        JSON.toJson(new Entry(person.toString(), now.toString(), null, null, false)));
        return new PairingBook(fewer, more);
    }

    PairingBook revoke(Jid person, StateBatch changes) {
        Map<Jid, Instant> fewer = new LinkedHashMap<>(approved);
        fewer.remove(person);
        changes.remove(NAME, approvedKey(person));
        return new PairingBook(requests, fewer);
    }

    /** A book as it was kept. What cannot be understood lets nobody in. */
    static PairingBook of(Map<String, String> kept) {
        Map<Jid, Request> requests = new LinkedHashMap<>();
        Map<Jid, Instant> approved = new LinkedHashMap<>();
        kept.forEach((key, text) -> {
            try {
                Entry entry = JSON.fromJson(text, Entry.class);
                Jid person = Jid.of(String.valueOf(entry.jid())).bare();
                Instant since = Instant.parse(String.valueOf(entry.since()));
                if (key.equals(approvedKey(person))) {
                    approved.put(person, since);
                } else if (key.equals(requestKey(person)) && entry.code() != null) {
                    requests.put(
                            person,
                            new Request(person, entry.code(), since, String.valueOf(entry.event()), entry.denied()));
                }
            } catch (JsonParseException | IllegalArgumentException | DateTimeException | NullPointerException broken) {
                LOG.error("an entry of the pairing book is broken and counts for nothing");
            }
        });
        return new PairingBook(requests, approved);
    }

    private static String requestKey(Jid person) {
        return "request-" + hash(person);
    }

    private static String approvedKey(Jid person) {
        return "approved-" + hash(person);
    }

    /** Keys are short and ASCII, JIDs are not. */
    private static String hash(Jid person) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(person.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
