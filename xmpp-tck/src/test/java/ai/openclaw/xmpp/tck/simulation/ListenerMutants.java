package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.Presence;
import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.session.Loop;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Broken callbacks: as if the session told its listener wrongly. */
final class ListenerMutants {

    private ListenerMutants() {}

    private static Mutation of(BiFunction<XmppListener, Loop, XmppListener> listeners) {
        return new Mutation() {
            @Override
            public XmppListener listener(XmppListener application, Loop loop) {
                return listeners.apply(application, loop);
            }
        };
    }

    /** Passes on what matters. */
    private static class Passing implements XmppListener {
        private final XmppListener next;

        Passing(XmppListener next) {
            this.next = next;
        }

        final XmppListener next() {
            return next;
        }

        @Override
        public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
            next.onState(session, state, cause);
        }

        @Override
        public CompletionStage<Void> onMessage(XmppSession session, Message message) {
            return next.onMessage(session, message);
        }

        @Override
        public void onRoom(XmppSession session, Room room) {
            next.onRoom(session, room);
        }
    }

    static Mutation messagesTwice() {
        return of((next, loop) -> new Passing(next) {
            @Override
            public CompletionStage<Void> onMessage(XmppSession session, Message message) {
                next().onMessage(session, message).exceptionally(failure -> null);
                return super.onMessage(session, message);
            }
        });
    }

    static Mutation callsAfterTheEnd() {
        return of((next, loop) -> new Passing(next) {
            @Override
            public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
                super.onState(session, state, cause);
                if (state == SessionState.CLOSED) {
                    loop.after(
                            Duration.ofSeconds(1),
                            () -> next().onPresence(session, new Presence(session.account(), false, null, null)));
                }
            }
        });
    }

    static Mutation onlineTwice() {
        return of((next, loop) -> new Passing(next) {
            @Override
            public void onState(XmppSession session, SessionState state, @Nullable XmppException cause) {
                super.onState(session, state, cause);
                if (state == SessionState.ONLINE) {
                    super.onState(session, state, cause);
                }
            }
        });
    }

    /** The session calls its listener on the thread of whoever sends, within the call. */
    static Mutation callsWithinCalls() {
        return of((next, loop) -> new Passing(next) {
            @Override
            public CompletionStage<Void> onMessage(XmppSession session, Message message) {
                return super.onMessage(babbling(session), message);
            }

            private XmppSession babbling(XmppSession session) {
                return (XmppSession) Proxy.newProxyInstance(
                        XmppSession.class.getClassLoader(),
                        new Class<?>[] {XmppSession.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("send")) {
                                next().onReceipt(session, session.account(), "id");
                            }
                            try {
                                return method.invoke(session, arguments);
                            } catch (InvocationTargetException thrown) {
                                throw thrown.getCause();
                            }
                        });
            }
        });
    }
}
