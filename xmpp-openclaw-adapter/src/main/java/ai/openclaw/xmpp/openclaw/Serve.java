package ai.openclaw.xmpp.openclaw;

import ai.openclaw.xmpp.onboarding.Command;
import ai.openclaw.xmpp.onboarding.ExitCode;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * {@code serve}: the sidecar of OpenClaw's plugin. Speaks JSON-RPC over the process's standard streams, and ends when its input does.
 */
@CommandLine.Command(
        name = "serve",
        description = "Serves OpenClaw's plugin: JSON-RPC over stdin and stdout, until stdin ends.",
        mixinStandardHelpOptions = true)
public final class Serve implements Command {

    private @Nullable InputStream in;
    private @Nullable OutputStream out;

    /** For {@link java.util.ServiceLoader}. */
    public Serve() {}

    void over(InputStream stdin, OutputStream stdout) {
        this.in = stdin;
        this.out = stdout;
    }

    @Override
    public Integer call() {
        AdapterModule.sidecar().serve(Objects.requireNonNull(in, "in"), Objects.requireNonNull(out, "out"));
        return ExitCode.OK;
    }
}
