package ai.openclaw.xmpp.openclaw.config;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that cannot be used; tells all that is wrong with them at once. */
public final class InvalidConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    InvalidConfigException(List<ConfigProblem> problems) {
        super("channels.xmpp is not usable: "
                + problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, in the order of the settings. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
