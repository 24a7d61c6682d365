package ai.openclaw.xmpp.openclaw.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the agent shows itself.
 *
 * @param liveText whether answers are shown while they are written
 * @param name what it is called; {@code null} leaves what the server has, as do the others
 * @param about what it says of itself
 * @param url the address of a page about it
 * @param avatar the file of its picture
 * @param busy whether contacts see that it works, and since when it does not
 */
public record Appearance(
        boolean liveText,
        @Nullable String name,
        @Nullable String about,
        @Nullable String url,
        @Nullable Path avatar,
        boolean busy) {}
