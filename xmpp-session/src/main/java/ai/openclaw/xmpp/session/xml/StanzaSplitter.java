package ai.openclaw.xmpp.session.xml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a stream into its top-level elements, before any parser sees them. Refuses what must not be on a stream
 * (DTD, comments, processing instructions, anything but UTF-8) as soon as it is seen. What is beyond a limit is not kept, and something empty
 * stands for it ({@link LeftOut}): whoever may write at all can send that. Not thread-safe.
 */
public final class StanzaSplitter {

    /** The most bytes of one top-level element that is kept: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;

    /** The most bytes of one that is left out: 16 MiB, which is more than servers let anybody send. A larger one ends the stream. */
    public static final int MAX_LEFT_OUT = 16 << 20;

    /** The deepest nesting below the stream's root. */
    public static final int MAX_DEPTH = 64;

    /** The most attributes of one element. */
    public static final int MAX_ATTRIBUTES = 256;

    /** The most elements of one top-level element: each takes thirty times the memory that it takes on the wire. */
    public static final int MAX_ELEMENTS = 20_000;

    /** The most attributes of all elements of one top-level element. */
    public static final int MAX_ALL_ATTRIBUTES = 40_000;

    /** Hears what was cut. */
    public interface Sink {
        /** The stream's root was opened; its start tag as it was sent. */
        void onOpen(String startTag);

        /** A whole top-level element, as it was sent; or what stands for one that is beyond a limit. */
        void onElement(String xml);

        /** Whether a top-level element that is beyond a limit is left out; else it ends the stream, as on a server. */
        default boolean leavesOut() {
            return true;
        }

        /** The stream's root was closed. */
        void onClose();
    }

    private enum State {
        BETWEEN,
        MARKUP,
        XML_DECLARATION,
        START_TAG,
        END_TAG,
        TEXT,
        CDATA_OPEN,
        CDATA
    }

    private static final String CDATA_OPENING = "[CDATA[";

    private final Sink sink;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer chars = CharBuffer.allocate(8192);
    private ByteBuffer rest = ByteBuffer.allocate(0);

    private final StringBuilder element = new StringBuilder();
    private final int rootDepth;
    private State state = State.BETWEEN;
    private int depth;
    private int bytes;
    private int elements;
    private int attributes;
    private int allAttributes;
    private char quote;
    private char last;
    private int cdataOpened;
    private int brackets;
    private boolean started;

    /** How long the top-level element's start tag is; 0 before its end. */
    private int startTag;

    /** Why the top-level element is left out, if it is. */
    private @Nullable String leftOut;

    /** Whether no more is kept of the top-level element than already is. */
    private boolean trimmed;

    private StanzaSplitter(int rootDepth, Sink sink) {
        this.rootDepth = rootDepth;
        this.sink = Objects.requireNonNull(sink, "sink");
    }

    /** For a TCP stream: one root element around all (RFC 6120 §4). */
    public static StanzaSplitter forStream(Sink sink) {
        return new StanzaSplitter(1, sink);
    }

    /** For WebSocket messages: each a document of its own (RFC 7395 §3.3). */
    public static StanzaSplitter forFrames(Sink sink) {
        return new StanzaSplitter(0, sink);
    }

    /** Whether everything that was fed has been cut, with nothing begun. */
    public boolean isAtRest() {
        return state == State.BETWEEN && !rest.hasRemaining();
    }

    /**
     * Takes more bytes, calling the sink for all that is complete.
     *
     * @throws XmlRefusedException if they must not be on a stream; the splitter is then of no more use
     */
    public void feed(byte[] data, int offset, int length) throws XmlRefusedException {
        ByteBuffer input;
        if (rest.hasRemaining()) {
            input = ByteBuffer.allocate(rest.remaining() + length).put(rest).put(data, offset, length);
            input.flip();
        } else {
            input = ByteBuffer.wrap(data, offset, length);
        }
        CoderResult result;
        do {
            chars.clear();
            result = decoder.decode(input, chars, false);
            if (result.isError()) {
                throw new XmlRefusedException("the stream is not UTF-8");
            }
            chars.flip();
            while (chars.hasRemaining()) {
                take(chars.get());
            }
        } while (result.isOverflow());
        byte[] left = new byte[input.remaining()];
        input.get(left);
        rest = ByteBuffer.wrap(left);
    }

    private void take(char c) throws XmlRefusedException {
        if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == '\uFFFE' || c == '\uFFFF') {
            throw new XmlRefusedException("the stream has a character that XML does not allow");
        }
        if (state != State.BETWEEN) {
            append(c);
        }
        switch (state) {
            case BETWEEN -> between(c);
            case MARKUP -> markup(c);
            case XML_DECLARATION -> {
                if (c == '>') {
                    reset();
                }
            }
            case START_TAG -> startTag(c);
            case END_TAG -> {
                if (c == '>') {
                    closed();
                }
            }
            case TEXT -> {
                if (c == '<') {
                    state = State.MARKUP;
                }
            }
            case CDATA_OPEN -> cdataOpen(c);
            case CDATA -> cdata(c);
        }
        last = c;
    }

    private void append(char c) throws XmlRefusedException {
        // A surrogate pair is four bytes, counted two and two.
        bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        if (bytes > MAX_BYTES && !trimmed) {
            leaveOut("is larger than " + MAX_BYTES + " bytes");
            trim();
        }
        if (bytes > MAX_LEFT_OUT) {
            throw new XmlRefusedException("a stanza is larger than " + MAX_LEFT_OUT + " bytes");
        }
        if (!trimmed) {
            element.append(c);
        }
    }

    private void leaveOut(String why) throws XmlRefusedException {
        if (depth < rootDepth || !sink.leavesOut()) {
            throw new XmlRefusedException("a stanza " + why);
        }
        if (leftOut == null) {
            leftOut = why;
            if (startTag > 0) {
                trim();
            }
        }
    }

    private void trim() {
        trimmed = true;
        element.setLength(startTag > 0 ? startTag : 1024);
        element.trimToSize();
    }

    private void between(char c) throws XmlRefusedException {
        if (c == '<') {
            state = State.MARKUP;
            append(c);
        } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
            throw new XmlRefusedException("the stream has text between stanzas");
        }
    }

    private void markup(char c) throws XmlRefusedException {
        switch (c) {
            case '?' -> {
                if (started || depth > 0) {
                    throw new XmlRefusedException("the stream has a processing instruction");
                }
                started = true;
                state = State.XML_DECLARATION;
            }
            case '!' -> {
                if (depth <= rootDepth) {
                    throw new XmlRefusedException("the stream has a document type declaration or a comment");
                }
                cdataOpened = 0;
                state = State.CDATA_OPEN;
            }
            case '/' -> state = State.END_TAG;
            default -> {
                if (!mayBeginName(c)) {
                    throw new XmlRefusedException("the stream is not well-formed");
                }
                started = true;
                attributes = 0;
                quote = 0;
                state = State.START_TAG;
            }
        }
    }

    /** Which letters of which Unicode are names is the parser's to say; here only what is markup is told from what is none. */
    private static boolean mayBeginName(char c) {
        return c >= 0x80 || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':';
    }

    private void startTag(char c) throws XmlRefusedException {
        if (c == '<') {
            throw new XmlRefusedException("the stream is not well-formed");
        } else if (quote != 0) {
            if (c == quote) {
                quote = 0;
            }
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '=') {
            if (++attributes > MAX_ATTRIBUTES) {
                leaveOut("has an element with more than " + MAX_ATTRIBUTES + " attributes");
            }
            if (++allAttributes > MAX_ALL_ATTRIBUTES) {
                leaveOut("has more than " + MAX_ALL_ATTRIBUTES + " attributes");
            }
        } else if (c == '>') {
            opened(last == '/');
        }
    }

    private void opened(boolean empty) throws XmlRefusedException {
        depth++;
        if (depth > rootDepth + MAX_DEPTH) {
            leaveOut("is nested deeper than " + MAX_DEPTH);
        }
        if (++elements > MAX_ELEMENTS) {
            leaveOut("has more than " + MAX_ELEMENTS + " elements");
        }
        if (depth == rootDepth && rootDepth > 0) {
            if (empty) {
                throw new XmlRefusedException("the stream is closed as soon as it is opened");
            }
            sink.onOpen(finish());
            return;
        }
        if (depth == rootDepth + 1 && !trimmed) {
            startTag = element.length();
            if (leftOut != null) {
                trim();
            }
        }
        if (empty) {
            closed();
        } else {
            state = State.TEXT;
        }
    }

    private void closed() throws XmlRefusedException {
        depth--;
        if (depth < 0) {
            throw new XmlRefusedException("the stream is not well-formed");
        }
        if (depth > rootDepth) {
            state = State.TEXT;
            return;
        }
        String whole = finish();
        if (depth == rootDepth) {
            sink.onElement(whole);
        } else {
            sink.onClose();
        }
    }

    private void cdataOpen(char c) throws XmlRefusedException {
        if (c != CDATA_OPENING.charAt(cdataOpened)) {
            throw new XmlRefusedException("the stream has a document type declaration or a comment");
        }
        if (++cdataOpened == CDATA_OPENING.length()) {
            brackets = 0;
            state = State.CDATA;
        }
    }

    private void cdata(char c) {
        if (c == ']') {
            brackets++;
        } else {
            if (c == '>' && brackets >= 2) {
                state = State.TEXT;
            }
            brackets = 0;
        }
    }

    private String finish() throws XmlRefusedException {
        String kept = element.toString();
        String why = leftOut;
        boolean begun = startTag > 0;
        reset();
        if (why == null) {
            return kept;
        }
        return begun ? LeftOut.standIn(kept, why) : LeftOut.nameless(kept, why);
    }

    private void reset() {
        element.setLength(0);
        if (element.capacity() > 64 * 1024) {
            element.trimToSize();
        }
        bytes = 0;
        elements = 0;
        allAttributes = 0;
        startTag = 0;
        leftOut = null;
        trimmed = false;
        state = State.BETWEEN;
    }
}
