package ai.openclaw.xmpp.tck.mutants;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a suite the mutant that its run is about. */
final class MutantByName implements ParameterResolver {

    static final String PARAMETER = "openclaw.xmpp.mutant";

    /** All there are. */
    static Stream<Mutant> all() {
        return Stream.concat(Stream.of(EngineMutant.values()), ofSessions());
    }

    /** All that are sessions. */
    static Stream<Mutant> ofSessions() {
        return Stream.<Mutant[]>of(
                        SessionMutant.values(), MessageMutant.values(), RoomMutant.values(), ServiceMutant.values())
                .flatMap(Stream::of);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Mutant.class;
    }

    @Override
    public Mutant resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String key = context.getConfigurationParameter(PARAMETER).orElseThrow();
        return all().filter(mutant -> mutant.key().equals(key)).findFirst().orElseThrow();
    }
}
