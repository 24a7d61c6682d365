package ai.openclaw.xmpp.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.Xmpp;
import ai.openclaw.xmpp.XmppException;
import ai.openclaw.xmpp.XmppListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XmppProvidersTest {

    private static final SessionConfig CONFIG = SessionConfig.of(Jid.of("bot@example.org"), Secret.of("p"));

    @TempDir
    Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void findsTheOnlyOneWithoutAName() throws IOException {
        classPath(FirstEngine.class.getName());
        assertEquals("first", XmppProviders.named(null).name());
        assertEquals("first", XmppProviders.named("first").name());
    }

    @Test
    void connectsByTheNamedOne() throws IOException {
        classPath(FirstEngine.class.getName(), SecondEngine.class.getName());
        assertEquals("second", XmppProviders.named("second").name());
        String opened = assertThrows(
                        UnsupportedOperationException.class,
                        () -> Xmpp.connect(CONFIG.withEngine("second"), new XmppListener() {}))
                .getMessage();
        assertEquals("second", opened);
    }

    @Test
    void doesNotChooseAmongSeveral() throws IOException {
        classPath(SecondEngine.class.getName(), FirstEngine.class.getName());
        assertEquals(
                "there are several XMPP engines, name one of them in the configuration: first, second", problem(null));
    }

    @Test
    void namesThoseThatThereAre() throws IOException {
        classPath(SecondEngine.class.getName(), FirstEngine.class.getName());
        assertEquals("there is no XMPP engine \"third\"; found: first, second", problem("third"));
    }

    @Test
    void saysWhatToAddWhenThereIsNone() throws IOException {
        classPath();
        assertTrue(problem(null).contains("xmpp-babbler-impl"), problem(null));
    }

    @Test
    void tellsOfABrokenOneAsAFaultOfTheConfiguration() throws IOException {
        classPath("ai.openclaw.xmpp.NoSuchEngine");
        assertTrue(problem(null).contains("NoSuchEngine"), problem(null));
    }

    private static String problem(String name) {
        XmppException refused = assertThrows(XmppException.class, () -> XmppProviders.named(name));
        assertEquals(XmppException.Kind.CONFIGURATION, refused.kind());
        return String.valueOf(refused.getMessage());
    }

    /** As if a jar with these providers were on the class path. */
    private void classPath(String... providers) throws IOException {
        Path services = Files.write(folder.resolve("services"), List.of(providers));
        Thread.currentThread()
                .setContextClassLoader(new Engines(services.toUri().toURL(), before));
    }

    /** Defines the engines anew, outside this module: in it, services are found by the module's description only. */
    private static final class Engines extends ClassLoader {

        private final URL services;

        Engines(URL services, ClassLoader parent) {
            super(parent);
            this.services = services;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.endsWith("Engine")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
            try (InputStream in = XmppProvidersTest.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return name.equals("META-INF/services/" + XmppProvider.class.getName())
                    ? Collections.enumeration(List.of(services))
                    : Collections.emptyEnumeration();
        }
    }
}
