package ai.openclaw.xmpp.onboarding;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Puts the commands' parts together; Guice begins and ends here. */
final class OnboardingModule extends AbstractModule {

    /**
     * What a command works with.
     *
     * @param terminal opens the terminal; called only when there is something to ask
     * @param env the process's environment
     */
    record Tools(ServerCheck check, Wizard wizard, Supplier<TerminalPrompter> terminal, Map<String, String> env) {}

    static Tools tools() {
        return Guice.createInjector(Stage.PRODUCTION, new OnboardingModule()).getInstance(Tools.class);
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().disableCircularProxies();
    }

    @Provides
    @Singleton
    ServerCheck check() {
        return new ServerCheck();
    }

    @Provides
    @Singleton
    Wizard wizard(ServerCheck check) {
        return new Wizard(check);
    }

    @Provides
    @Singleton
    Tools tools(ServerCheck check, Wizard wizard) {
        return new Tools(check, wizard, OnboardingModule::open, System.getenv());
    }

    /** Questions go to stderr where they can, so that stdout may be sent into a file. */
    private static TerminalPrompter open() {
        try {
            return new TerminalPrompter(TerminalBuilder.builder()
                    .name("openclaw-xmpp")
                    .system(true)
                    .systemOutput(TerminalBuilder.SystemOutput.SysErrOrSysOut)
                    .dumb(true)
                    .nativeSignals(true)
                    .signalHandler(Terminal.SignalHandler.SIG_DFL)
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
