package ai.openclaw.xmpp.openclaw.config;

/**
 * One wrong setting.
 *
 * @param path where it stands below {@code channels.xmpp}, such as {@code mucRooms.room@example.org.users[0]}
 * @param message what is wrong and what is allowed; never a secret's value
 */
public record ConfigProblem(String path, String message) {
    @Override
    public String toString() {
        return path + ": " + message;
    }
}
