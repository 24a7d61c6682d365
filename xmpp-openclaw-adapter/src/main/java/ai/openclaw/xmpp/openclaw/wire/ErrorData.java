package ai.openclaw.xmpp.openclaw.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an error carries besides its code and message.
 *
 * @param kind the name of an {@link ai.openclaw.xmpp.XmppException.Kind}
 * @param condition the stanza error's condition, or {@code null}
 * @param accountId the account that it is about, or {@code null}
 * @param problems what is wrong with a configuration, or {@code null}
 */
public record ErrorData(
        String kind,
        @Nullable String condition,
        @Nullable String accountId,
        @Nullable List<Problem> problems) {

    /**
     * One wrong setting.
     *
     * @param path where it stands, such as {@code mucRooms.room@example.org.users[0]}
     * @param message what is wrong and what is allowed
     */
    public record Problem(String path, String message) {}
}
