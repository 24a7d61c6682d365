package ai.openclaw.xmpp.openclaw.rpc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.lsp4j.jsonrpc.JsonRpcException;
import org.eclipse.lsp4j.jsonrpc.MessageConsumer;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes messages behind {@code Content-Length} headers from a thread of its own, so that nobody waits for a host that does not
 * read. What waits is bounded; past the bound, messages are refused. Thread-safe.
 */
final class FrameWriter implements MessageConsumer, AutoCloseable {

    static final int MAX_WAITING_BYTES = 64 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(FrameWriter.class);

    private final OutputStream out;
    private final MessageJsonHandler json;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final Thread thread;
    private long waitingBytes;
    private boolean closed;

    FrameWriter(OutputStream out, MessageJsonHandler json) {
        this.out = out;
        this.json = json;
        this.thread = new Thread(this::run, "rpc-writer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void consume(Message message) {
        byte[] content = json.serialize(message).getBytes(StandardCharsets.UTF_8);
        if (content.length > FrameReader.MAX_CONTENT_BYTES) {
            throw new JsonRpcException(new IOException("a message of " + content.length + " bytes is over the limit"));
        }
        byte[] header = ("Content-Length: " + content.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[header.length + content.length];
        System.arraycopy(header, 0, frame, 0, header.length);
        System.arraycopy(content, 0, frame, header.length, content.length);
        synchronized (waiting) {
            if (closed) {
                throw new JsonRpcException(new IOException("the host is gone"));
            }
            if (waitingBytes + frame.length > MAX_WAITING_BYTES) {
                throw new JsonRpcException(new IOException("the host does not read; too much waits for it"));
            }
            waiting.add(frame);
            waitingBytes += frame.length;
            waiting.notifyAll();
        }
    }

    private void run() {
        try {
            for (byte[] frame = take(); frame != null; frame = take()) {
                out.write(frame);
                out.flush();
            }
        } catch (IOException gone) {
            LOG.debug("the host's end of the pipe is closed", gone);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (waiting) {
                closed = true;
                waiting.clear();
            }
        }
    }

    private byte @Nullable [] take() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                if (closed) {
                    return null;
                }
                waiting.wait();
            }
            byte[] frame = waiting.remove();
            waitingBytes -= frame.length;
            return frame;
        }
    }

    /** Lets what waits be written, for at most half a second. */
    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
            waiting.notifyAll();
        }
        try {
            thread.join(500);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
