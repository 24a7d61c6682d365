package ai.openclaw.xmpp.openclaw.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Reads the same file again and again, and knows every environment variable that held a password at any of these times. Thread-safe. */
public final class ChannelSource implements Supplier<ChannelFile> {

    private final Path file;
    private final Map<String, String> env;
    private final Set<String> secretVariables = ConcurrentHashMap.newKeySet();

    /** Reads nothing yet. */
    public ChannelSource(Path file, Map<String, String> env) {
        this.file = file;
        this.env = Map.copyOf(env);
    }

    /** The file as it is now; fails as {@link ChannelFile#read} does. */
    @Override
    public ChannelFile get() {
        ChannelFile read = ChannelFile.read(file, env);
        secretVariables.addAll(read.secretVariables());
        return read;
    }

    /** The variables that nobody is to see who does not know the passwords; a password that was changed may open another door still. */
    public Set<String> secretVariables() {
        return Set.copyOf(secretVariables);
    }
}
