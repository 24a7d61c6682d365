package ai.openclaw.xmpp.onboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.openclaw.xmpp.XmppException.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("C-11")
class ExitCodeTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void tellsWhatIsWorthATryAgainFromWhatIsFatal(Kind kind) {
        assertEquals(kind.isRetryable(), ExitCode.isRetryable(ExitCode.of(kind)));
    }

    @Test
    void neverRetriesSuccessMisuseOrABreakOff() {
        Stream.of(ExitCode.OK, ExitCode.USAGE, ExitCode.INTERNAL, ExitCode.CANCELLED, 1, 143)
                .forEach(code -> assertFalse(ExitCode.isRetryable(code), "exit code " + code));
    }
}
