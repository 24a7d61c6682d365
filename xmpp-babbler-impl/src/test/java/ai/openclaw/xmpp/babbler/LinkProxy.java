package ai.openclaw.xmpp.babbler;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A link to a server on loopback, that breaks when it is told to. */
final class LinkProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket listener;
    private final List<Link> links = new ArrayList<>();

    LinkProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("link-accept", this::accept);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target));
                synchronized (links) {
                    links.add(link);
                }
                start("link-up", () -> link.pump(link.client, link.server, true));
                start("link-down", () -> link.pump(link.server, link.client, false));
            }
        } catch (IOException over) {
            // The test is over, or the server is.
        }
    }

    /** The newest link. */
    Link current() {
        synchronized (links) {
            return links.get(links.size() - 1);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (links) {
            for (Link link : links) {
                link.end(false);
            }
        }
    }

    /** One connection through it. */
    static final class Link {
        private final Socket client;
        private final Socket server;
        private final CountDownLatch broken = new CountDownLatch(1);
        private volatile boolean blackHole;
        private volatile long allowed = Long.MAX_VALUE;

        Link(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        private void pump(Socket from, Socket to, boolean up) {
            byte[] buffer = new byte[4096];
            try {
                InputStream in = from.getInputStream();
                int count;
                while ((count = in.read(buffer)) >= 0) {
                    if (blackHole) {
                        continue;
                    }
                    long left = up ? allowed : Long.MAX_VALUE;
                    int now = (int) Math.min(count, left);
                    to.getOutputStream().write(buffer, 0, now);

                    if (left != Long.MAX_VALUE) {
                        allowed = left - now;
                        if (now == left) {
                            end(true);
                        }
                    }
                }
                if (!blackHole) {
                    end(false);
                }
            } catch (IOException over) {
                // The other direction ends by the same cut.
            }
        }

        /** Closes both sides: with FIN, or with RST. */
        void end(boolean reset) {
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.setSoLinger(reset, 0);
                    socket.close();
                } catch (IOException gone) {
                    // It is closed either way.
                }
            }
            broken.countDown();
        }

        /** From now on nothing gets through, and nobody is told. */
        void blackHole() {
            blackHole = true;
        }

        /** Resets the link when so many bytes more have gone to the server. */
        void endAfter(long bytes) {
            allowed = bytes;
        }

        void awaitEnd() throws InterruptedException {
            if (!broken.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the link is not broken yet");
            }
        }
    }
}
