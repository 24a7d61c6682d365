package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.MessageThread;
import ai.openclaw.xmpp.media.MediaLink;
import ai.openclaw.xmpp.session.codec.MessageContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a message is known again, by short hashes. Each name stands for one id together with the content: the same id with other content is
 * another event (C-23), the same content under another id too (C-24).
 *
 * @param names of all its ids: those of the archives that are entitled to give them, and the sender's own within what that sender sent
 * @param archives which id which archive gave it
 */
record Names(List<String> names, Map<String, String> archives) {

    Names {
        names = List.copyOf(names);
        archives = Map.copyOf(archives);
    }

    static Names of(Message message) {
        String content = content(message);
        List<String> names = new ArrayList<>();
        Map<String, String> archives = new LinkedHashMap<>();
        message.stanzaIds().forEach((by, id) -> {
            names.add(name("archive\n" + by + "\n" + id, content));
            archives.put(Ids.hash(by.toString()).substring(0, 16), Ids.hash(id).substring(0, 16));
        });
        if (message.originId() != null) {
            names.add(name("origin\n" + message.from() + "\n" + message.originId(), content));
        }
        if (message.id() != null) {
            names.add(name("id\n" + message.from() + "\n" + message.id(), content));
        }
        return new Names(names, archives);
    }

    private static String name(String id, String content) {
        return Ids.hash(id + "\n" + content).substring(0, 32);
    }

    /** What it says that it corrects: whether that is so may be known of one copy and not of another. */
    private static @Nullable String corrected(Message message) {
        String claimed = MessageContent.corrected(message.id(), message.payload());
        return claimed == null ? message.replaces() : claimed;
    }

    /** Field by field: what a thread says of itself in logs is another matter. */
    private static String thread(@Nullable MessageThread thread) {
        return thread == null ? "" : thread.id() + "\n" + thread.parent();
    }

    private static String content(Message message) {
        return Ids.hash(String.join(
                "\n\u0000",
                message.kind().name(),
                message.body(),
                String.valueOf(corrected(message)),
                thread(message.thread()),
                String.valueOf(message.unreadable()),
                message.media().stream().map(MediaLink::url).collect(Collectors.joining("\n"))));
    }
}
