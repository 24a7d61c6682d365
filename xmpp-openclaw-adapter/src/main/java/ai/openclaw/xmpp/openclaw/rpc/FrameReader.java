package ai.openclaw.xmpp.openclaw.rpc;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads messages behind {@code Content-Length} headers, and never more than the limits allow. Not thread-safe. */
final class FrameReader {

    static final int MAX_HEADER_BYTES = 4 * 1024;
    static final int MAX_CONTENT_BYTES = 8 * 1024 * 1024;

    private final InputStream in;

    FrameReader(InputStream in) {
        this.in = new BufferedInputStream(in, 64 * 1024);
    }

    /**
     * The next message's text, or {@code null} at the end of the stream.
     *
     * @throws IOException if what comes is no frame, too large, or cut off: nothing sensible can follow on this stream
     */
    @Nullable
    String next() throws IOException {
        int length = -1;
        int budget = MAX_HEADER_BYTES;
        boolean first = true;
        while (true) {
            @Nullable String line = headerLine(budget, first);
            if (line == null) {
                return null;
            }
            if (line.isEmpty()) {
                break;
            }
            budget -= line.length() + 2;
            first = false;
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("a frame's header has no colon");
            }
            if (line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals("content-length")) {
                length = length(line.substring(colon + 1).strip());
            }
        }
        if (length < 0) {
            throw new IOException("a frame has no Content-Length");
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new EOFException("the stream ended in the middle of a frame");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("a frame is not UTF-8", e);
        }
    }

    private @Nullable String headerLine(int budget, boolean first) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = in.read();
            if (b < 0) {
                if (first && line.isEmpty()) {
                    return null;
                }
                throw new EOFException("the stream ended in the middle of a frame's headers");
            }
            if (b == '\n') {
                int end = line.length();
                return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
            }
            line.append((char) b);
            if (line.length() > budget) {
                throw new IOException("a frame's headers are longer than " + MAX_HEADER_BYTES + " bytes");
            }
        }
    }

    private static int length(String text) throws IOException {
        if (!text.matches("\\d{1,18}")) {
            throw new IOException("a frame's Content-Length is no number");
        }
        long length = Long.parseLong(text);
        if (length > MAX_CONTENT_BYTES) {
            throw new IOException("a frame of " + length + " bytes is larger than the limit of " + MAX_CONTENT_BYTES);
        }
        return (int) length;
    }
}
