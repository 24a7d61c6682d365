package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Names events so that every copy and every redelivery of one has the same name. */
final class EventIds {

    /** Of every name, in characters. */
    static final int LENGTH = 27;

    private EventIds() {}

    /**
     * A message's name: of the id that its archive gave it; else of its sender, the sender's id and the text, because senders use
     * an id twice (C-23).
     */
    static String of(Jid account, Message message) {
        Jid archive = message.kind() == ChatKind.ROOM ? message.from().bare() : account;
        @Nullable String archived = message.stanzaIds().get(archive);
        if (archived != null) {
            return hash("archive", archive.toString(), archived);
        }
        @Nullable String own = message.originId() != null ? message.originId() : message.id();
        return own != null
                ? hash("sender", message.from().toString(), own, message.body(), String.valueOf(message.media()))
                : hash(
                        "content",
                        message.from().toString(),
                        message.timestamp().toString(),
                        message.body(),
                        String.valueOf(message.media()));
    }

    static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(digest.digest())
                    .substring(0, LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
