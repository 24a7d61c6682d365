package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.Stanza;
import ai.openclaw.xmpp.tck.lab.Peer;
import org.jspecify.annotations.Nullable;

/** A peer right at the simulated server: no network is between, and unlike a {@link Person} it does nothing by itself. */
final class SimulatedPeer extends Peer {

    private final class Client implements ClientEnd {
        @Override
        public void deliver(Stanza stanza) {
            arrived(stanza);
        }

        @Override
        public void deliverRaw(String xml) {
            arrived(Copies.parse(xml));
        }

        @Override
        public void requestAcknowledgement() {}

        @Override
        public void acknowledge(long handled) {}

        @Override
        public void end(@Nullable StreamError error) {
            ended(error == null ? "the server has closed the stream" : error.condition());
        }

        @Override
        public void drop() {
            ended("the server has died");
        }
    }

    private final SimulatedServer server;
    private final Client client = new Client();
    private final ServerSession session;

    /** Logs in; {@code address} is a full JID whose account is there. */
    SimulatedPeer(SimulatedServer server, Jid address) {
        this.server = server;
        this.session = server.call(() -> {
            Realm realm = server.realm();
            return realm.bind(realm.account(address.bare()).orElseThrow(), address, client);
        });
    }

    @Override
    public Jid address() {
        return session.address();
    }

    @Override
    public void send(Stanza stanza) {
        server.act(() -> session.received(client, stanza));
    }

    @Override
    public void sendText(String stanza) {
        send(Copies.parse(stanza));
    }

    @Override
    public void abort() {
        server.act(() -> session.lost(client));
    }

    @Override
    public void close() {
        server.act(() -> session.closed(client));
    }
}
