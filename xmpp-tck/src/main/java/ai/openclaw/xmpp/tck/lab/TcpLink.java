package ai.openclaw.xmpp.tck.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A link for TCP: a proxy on loopback in front of a server. Two threads a connection. */
public final class TcpLink implements Link, AutoCloseable {

    private enum Mode {
        PASS,
        HOLD,
        SWALLOW
    }

    /** Of what is sent next. */
    private static final long HALF = -1;

    private final int target;
    private final ServerSocket listener;
    private final List<Connection> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<Direction, Mode> modes = new ConcurrentHashMap<>();
    private volatile boolean refusing;

    /** A link to that port of this machine. */
    public TcpLink(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException none) {
            throw new IllegalStateException("no port is free", none);
        }
        all(Mode.PASS);
        Threads.daemon("link-" + port(), this::accept);
    }

    /** Where it listens, on loopback. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                if (refusing) {
                    reset(client);
                } else {
                    connect(client);
                }
            } catch (IOException over) {
                // The link is closed, or this client is gone already.
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Connection connection = new Connection(client, server);
            open.add(connection);
            connection.start();
        } catch (IOException down) {
            reset(client);
        }
    }

    private void all(Mode mode) {
        modes.put(Direction.TO_SERVER, mode);
        modes.put(Direction.TO_CLIENT, mode);
    }

    private void change(Mode toServer, Mode toClient) {
        modes.put(Direction.TO_SERVER, toServer);
        modes.put(Direction.TO_CLIENT, toClient);
        open.forEach(connection -> connection.change(toServer, toClient));
    }

    @Override
    public void cut() {
        open.forEach(Connection::reset);
    }

    @Override
    public void finish() {
        open.forEach(Connection::finish);
    }

    @Override
    public void blackHole() {
        change(Mode.SWALLOW, Mode.SWALLOW);
    }

    @Override
    public void halfOpen() {
        change(Mode.SWALLOW, Mode.PASS);
    }

    @Override
    public void stall() {
        change(Mode.HOLD, Mode.HOLD);
    }

    @Override
    public void release() {
        refusing = false;
        all(Mode.PASS);
        open.forEach(Connection::release);
    }

    @Override
    public void refuse() {
        refusing = true;
        cut();
    }

    @Override
    public void cutInTheMiddleOfAStanza(Direction direction) {
        open.forEach(connection -> connection.cutBehind(direction, HALF));
    }

    /**
     * Lets so many bytes more through that way, then resets the connection. Only so one cuts within a stanza of which the other side has
     * read the begin: what is half a record of TLS is nothing to it.
     */
    public void cutAfter(Direction direction, long bytes) {
        open.forEach(connection -> connection.cutBehind(direction, bytes));
    }

    @Override
    public int connections() {
        return accepted.get();
    }

    /** Ends the link and all that goes over it. */
    @Override
    public void close() {
        cut();
        try {
            listener.close();
        } catch (IOException closed) {
            // It is.
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // That was wanted.
        }
    }

    /** One connection: a client's socket and one to the server. */
    private final class Connection {
        private final Socket client;
        private final Socket server;
        private final Map<Direction, Mode> own = new ConcurrentHashMap<>(modes);
        private @Nullable Direction knife;
        private long uncut;
        private int ended;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() {
            Threads.daemon("link-" + port() + "-out", () -> pump(client, server, Direction.TO_SERVER));
            Threads.daemon("link-" + port() + "-in", () -> pump(server, client, Direction.TO_CLIENT));
        }

        private void pump(Socket from, Socket to, Direction direction) {
            byte[] buffer = new byte[16 * 1024];
            try {
                InputStream in = from.getInputStream();
                int count;
                while ((count = in.read(buffer)) >= 0) {
                    if (pass(direction)) {
                        int last = last(direction, count);
                        to.getOutputStream().write(buffer, 0, last < 0 ? count : last);
                        if (last >= 0) {
                            reset();
                            return;
                        }
                    }
                }
                if (pass(direction)) {
                    to.shutdownOutput();
                    end();
                }
            } catch (IOException broken) {
                if (own.get(direction) != Mode.SWALLOW) {
                    reset();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        /** Waits while bytes are held; false if they are swallowed. */
        private synchronized boolean pass(Direction direction) throws InterruptedException {
            while (own.get(direction) == Mode.HOLD && !client.isClosed()) {
                wait();
            }
            return own.get(direction) == Mode.PASS;
        }

        /** How many of so many bytes are the last ones; negative if they are not. */
        private synchronized int last(Direction direction, int count) {
            if (direction != knife) {
                return -1;
            }
            if (uncut == HALF) {
                return Math.max(1, count / 2);
            }
            if (uncut > count) {
                uncut -= count;
                return -1;
            }
            return (int) uncut;
        }

        private synchronized void end() {
            if (++ended == 2) {
                reset();
            }
        }

        synchronized void change(Mode toServer, Mode toClient) {
            own.put(Direction.TO_SERVER, toServer);
            own.put(Direction.TO_CLIENT, toClient);
            notifyAll();
        }

        synchronized void release() {
            own.replaceAll((direction, mode) -> mode == Mode.HOLD ? Mode.PASS : mode);
            notifyAll();
        }

        synchronized void cutBehind(Direction direction, long bytes) {
            knife = direction;
            uncut = bytes;
        }

        void finish() {
            try {
                change(Mode.SWALLOW, Mode.SWALLOW);
                client.shutdownOutput();
                server.close();
            } catch (IOException gone) {
                reset();
            }
        }

        synchronized void reset() {
            open.remove(this);
            TcpLink.reset(client);
            TcpLink.reset(server);
            notifyAll();
        }
    }
}
