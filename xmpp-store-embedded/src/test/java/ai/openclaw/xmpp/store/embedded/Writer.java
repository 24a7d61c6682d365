package ai.openclaw.xmpp.store.embedded;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.spi.AccountState;
import ai.openclaw.xmpp.spi.StateBatch;
import ai.openclaw.xmpp.spi.StateStore;
import ai.openclaw.xmpp.spi.StateStoreConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * A process that writes as an inbox does, until it is killed, and says each number on stdout as soon as its write is complete. Arguments:
 * directory, account, and how many writes may be under way at once.
 */
final class Writer {

    private static final int KEPT = 20;

    private Writer() {}

    /** Runs until somebody ends it, or a write fails: then it says so. */
    public static void main(String[] args) throws Exception {
        StateStore store = new EmbeddedStateStoreProvider().open(StateStoreConfig.files(Path.of(args[0])));
        AccountState state = store.hold(Jid.of(args[1])).toCompletableFuture().get();
        OutputStream out = System.out;
        Semaphore underWay = new Semaphore(Integer.parseInt(args[2]));
        long number = state.page("meta", null, 1).toCompletableFuture().get().values().stream()
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
        Random random = new Random();
        while (true) {
            underWay.acquire();
            long current = ++number;
            StateBatch batch = new StateBatch()
                    .put("inbox", key(current), "x".repeat(300 + random.nextInt(400)))
                    .put("names", Long.toHexString(random.nextLong()), key(current))
                    .put("meta", "last", Long.toString(current));
            if (current > KEPT) {
                batch.remove("inbox", key(current - KEPT));
            }
            state.write(batch).whenComplete((done, failure) -> {
                say(out, failure == null ? current + "\n" : "failed " + failure.getMessage() + "\n");
                underWay.release();
            });
        }
    }

    private static void say(OutputStream out, String line) {
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException nobodyListens) {
            throw new UncheckedIOException(nobodyListens);
        }
    }

    static String key(long number) {
        return String.format("%016x", number);
    }

    /** The oldest number that is still there when a number was the last. */
    static long oldest(long last) {
        return Math.max(1, last - KEPT + 1);
    }
}
