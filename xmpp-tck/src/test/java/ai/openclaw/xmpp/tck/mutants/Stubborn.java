package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.SessionState;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.muc.Room;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.muc.RoomState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Wants to be in the rooms that do not want it. */
final class Stubborn extends TamperedSession {
    private final Executor later;

    Stubborn(long millis) {
        later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void onRoom(XmppSession session, Room room) {
        super.onRoom(session, room);
        if (room.problem() != null && room.state() != RoomState.JOINED && state() == SessionState.ONLINE) {
            later.execute(() -> join(RoomConfig.of(room.jid(), "bot")));
        }
    }
}
