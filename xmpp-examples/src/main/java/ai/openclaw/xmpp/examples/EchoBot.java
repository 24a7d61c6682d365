package ai.openclaw.xmpp.examples;

import ai.openclaw.xmpp.ChatState;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.OutgoingMessage;
import ai.openclaw.xmpp.SessionInfo;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Says back what it is told, in the same thread. In a program of your own the listener is all you need.
 *
 * <p>Run: {@code XMPP_JID=bot@example.org XMPP_PASSWORD=… java -cp 'xmpp-examples/target/*:xmpp-examples/target/lib/*'
 * ai.openclaw.xmpp.examples.EchoBot}
 */
public final class EchoBot implements XmppListener {

    private final CountDownLatch closed = new CountDownLatch(1);

    /** Runs until the session ends or the process is stopped. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = System.out;
        EchoBot bot = new EchoBot();
        try (XmppSession session = Xmpp.connect(Account.from(System.getenv()), bot)) {
            SessionInfo info = session.online().toCompletableFuture().join();
            out.println("online as " + info.address() + " (" + info.tlsVersion() + ", " + info.saslMechanism() + ")");
            bot.closed.await();
        } catch (IllegalArgumentException | XmppException wrong) {
            out.println(wrong.getMessage());
            System.exit(1);
        } catch (CompletionException failed) {
            out.println(failed.getCause().getMessage());
            System.exit(1);
        }
    }

    @Override
    public CompletionStage<Void> onMessage(XmppSession session, Message message) {
        if (!message.body().isEmpty()) {
            session.chatState(message.kind(), message.replyAddress(), ChatState.COMPOSING);
            session.send(OutgoingMessage.answer(message).body(message.body()).build());
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
        }
    }
}
