package ai.openclaw.xmpp.openclaw.bot;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of a stream that may be anything: what is too long is passed over, not kept. Not thread-safe. */
final class Lines {

    /** What came: a text, or what is wrong with it. */
    record Line(@Nullable String text, @Nullable String problem) {
        /** Without the text. */
        @Override
        public String toString() {
            return problem == null ? "Line" : "Line[" + problem + "]";
        }
    }

    private final InputStream in;
    private final int maxBytes;

    Lines(InputStream in, int maxBytes) {
        this.in = new BufferedInputStream(in, 16 * 1024);
        this.maxBytes = maxBytes;
    }

    /** The next line without its end; {@code null} at the end of the stream. A line that the stream's end cuts off counts. */
    @Nullable
    Line next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        int b;
        while ((b = in.read()) >= 0 && b != '\n') {
            if (line.size() < maxBytes) {
                line.write(b);
            } else {
                tooLong = true;
            }
        }
        if (b < 0 && line.size() == 0) {
            return null;
        }
        if (tooLong) {
            return new Line(null, "a line is longer than " + maxBytes + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            return new Line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, null);
        } catch (CharacterCodingException notText) {
            return new Line(null, "a line is not UTF-8");
        }
    }
}
