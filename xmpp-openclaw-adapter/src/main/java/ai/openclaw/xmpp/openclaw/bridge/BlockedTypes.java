package ai.openclaw.xmpp.openclaw.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Media types that are not handed over, by what a file is said to be and by what is in it.
 *
 * @param types media types; {@code type/*} for all of a kind
 */
record BlockedTypes(List<String> types) {

    /**
     * Whether a file is blocked; one that cannot be looked into is.
     *
     * @param declared the type that it is said to have
     * @return why, for people; empty if it is not blocked
     */
    Optional<String> why(Path file, String declared) {
        if (types.isEmpty()) {
            return Optional.empty();
        }
        String said = MediaTypes.plain(declared);
        if (names(said)) {
            return Optional.of("files of type " + said + " are blocked by blockedMediaTypes");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(MediaTypes.LOOKED_AT);
            return MediaTypes.within(head, said).stream()
                    .filter(this::names)
                    .findFirst()
                    .map(found -> "it is said to be " + said + ", and by what is in it, it may be " + found
                            + ": files of that type are blocked by blockedMediaTypes");
        } catch (IOException | RuntimeException unreadable) {
            // Whatever a stranger's bytes do to a parser: a message must not come again and again because of it.
            return Optional.of("some types are blocked by blockedMediaTypes, and what is in it cannot be read");
        }
    }

    private boolean names(String type) {
        String canonical = MediaTypes.canonical(type);
        return types.stream()
                .map(MediaTypes::plain)
                .anyMatch(blocked -> blocked.equals("*/*")
                        || blocked.equals(type)
                        || MediaTypes.canonical(blocked).equals(canonical)
                        || (blocked.endsWith("/*") && isOfKind(blocked, type, canonical)));
    }

    private static boolean isOfKind(String kind, String type, String canonical) {
        String prefix = kind.substring(0, kind.length() - 1);
        return type.startsWith(prefix) || canonical.startsWith(prefix);
    }
}
