package ai.openclaw.xmpp.examples;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.RoomConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says back what it is told, in the same thread; in rooms when it is addressed. In a program of your own the listener is all you need.
 *
 * <p>Run: {@code XMPP_JID=bot@example.org XMPP_PASSWORD=… java -jar xmpp-examples/target/xmpp-examples-….jar room@conference.example.org}, with as
 * many rooms to join as you like. {@code XMPP_ENGINE=smack} runs it on the second engine.
 */
public final class EchoBot implements XmppListener {

    private final CountDownLatch closed = new CountDownLatch(1);
    private final PrintStream out;

    EchoBot(PrintStream out) {
        this.out = out;
    }

    /** Runs until the session ends or the process is stopped. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = System.out;
        EchoBot bot = new EchoBot(out);
        try {
            SessionConfig config = Account.from(System.getenv());
            List<RoomConfig> rooms = Stream.of(args)
                    .map(room -> RoomConfig.of(
                            Jid.of(room), String.valueOf(config.jid().local())))
                    .toList();
            try (XmppSession session = Xmpp.connect(config, bot)) {
                SessionInfo info = session.online().toCompletableFuture().join();
                for (RoomConfig room : rooms) {
                    bot.join(session, room);
                }
                out.println(
                        "online as " + info.address() + " (" + info.tlsVersion() + ", " + info.saslMechanism() + ")");
                bot.closed.await();
            }
        } catch (IllegalArgumentException | XmppException wrong) {
            out.println(wrong.getMessage());
            System.exit(1);
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            out.println(cause == null ? failed : cause.getMessage());
            System.exit(1);
        }
    }

    /** Waits until the room has let us in, so that "online" means that people there are heard. A room that refuses us ends nothing. */
    private void join(XmppSession session, RoomConfig room) {
        try {
            session.rooms().join(room).toCompletableFuture().join();
        } catch (CompletionException refused) {
            out.println("not in " + room.room() + ": " + reason(refused));
        }
    }

    private static @Nullable String reason(CompletionException failed) {
        Throwable cause = failed.getCause();
        return cause == null ? failed.getMessage() : cause.getMessage();
    }

    @Override
    public CompletionStage<Void> onMessage(XmppSession session, Message message) {
        boolean forUs = message.kind() != ChatKind.ROOM || message.mentionsUs();
        if (forUs && !message.body().isEmpty()) {
            session.chatState(message.kind(), message.replyAddress(), ChatState.COMPOSING);
            session.send(OutgoingMessage.answer(message).body(message.body()).build())
                    .whenComplete((sent, failed) -> {
                        if (failed != null) {
                            out.println("no answer to " + message.from() + ": " + failed.getMessage());
                        }
                    });
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onSubscriptionRequest(XmppSession session, Jid from) {
        session.roster().approve(from);
    }

    @Override
    public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
        if (state == SessionState.CLOSED) {
            closed.countDown();
        } else if (cause != null) {
            out.println(state + ": " + cause.getMessage());
        }
    }
}
