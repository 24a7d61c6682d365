package ai.openclaw.xmpp.openclaw;

import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.onboarding.ServerCheck;
import ai.openclaw.xmpp.spi.StateStoreConfig;
import ai.openclaw.xmpp.spi.StateStores;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts the sidecar together; the only class here that knows of Guice. */
final class AdapterModule extends AbstractModule {

    /** A sidecar with the engines of the class path and the real clock. */
    static Sidecar sidecar() {
        return Guice.createInjector(Stage.PRODUCTION, new AdapterModule()).getInstance(Sidecar.class);
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().disableCircularProxies();
    }

    @Provides
    @Singleton
    Sidecar provideSidecar(ServerCheck check, ExecutorService threads, Clock clock) {
        return new Sidecar(
                Xmpp::connect, directory -> StateStores.open(StateStoreConfig.files(directory)), check, threads, clock);
    }

    @Provides
    @Singleton
    ServerCheck provideServerCheck() {
        return new ServerCheck();
    }

    @Provides
    @Singleton
    Clock provideClock() {
        return Clock.systemUTC();
    }

    /** Daemons: a task that hangs must not keep the process. */
    @Provides
    @Singleton
    ExecutorService provideThreads() {
        AtomicInteger count = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "sidecar-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
