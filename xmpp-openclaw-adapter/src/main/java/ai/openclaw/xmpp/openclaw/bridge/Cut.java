package ai.openclaw.xmpp.openclaw.bridge;

import java.util.List;

/** Divides a text into messages, the first of them with room for so much more. */
interface Cut {
    List<String> of(String text, int reserved);
}
