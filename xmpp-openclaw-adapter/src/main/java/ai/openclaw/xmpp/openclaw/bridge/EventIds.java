package ai.openclaw.xmpp.openclaw.bridge;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.media.MediaLink;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names events so that every copy and every redelivery of one has the same name. */
final class EventIds {

    /** Of every name, in characters. */
    static final int LENGTH = 27;

    private EventIds() {}

    /**
     * A message's name: of the id that our account's archive gave it; else of an id and of what is said, because rooms and senders use an
     * id twice (C-23). Only of what a stored message keeps.
     */
    static String of(Jid account, Message message) {
        Jid archive = message.kind() == ChatKind.ROOM ? message.from().bare() : account;
        @Nullable String archived = message.stanzaIds().get(archive);
        String replaced = String.valueOf(message.replaces());
        String media = message.media().stream().map(MediaLink::url).collect(Collectors.joining("\n"));
        if (archived != null) {
            return message.kind() == ChatKind.ROOM
                    ? hash("archive", archive.toString(), archived, message.body(), replaced, media)
                    : hash("archive", archive.toString(), archived);
        }
        @Nullable String own = message.originId() != null ? message.originId() : message.id();
        return own != null
                ? hash("sender", message.from().toString(), own, message.body(), replaced, media)
                : hash(
                        "content",
                        message.from().toString(),
                        message.timestamp().toString(),
                        message.body(),
                        replaced,
                        media);
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
