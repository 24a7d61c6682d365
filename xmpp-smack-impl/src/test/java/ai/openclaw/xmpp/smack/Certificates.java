package ai.openclaw.xmpp.smack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes a certificate authority and a server's certificate by OpenSSL. */
final class Certificates {

    private Certificates() {}

    /** Writes {@code ca.crt}, {@code server.crt} and {@code server.key}; the certificate is for that host. */
    static void write(Path directory, String host) throws IOException, InterruptedException {
        write(directory, host, 30);
    }

    /** As {@link #write(Path, String)}, for so many days; with a negative number it has expired. */
    static void write(Path directory, String host, int days) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("ext"), "subjectAltName=DNS:" + host + "\nextendedKeyUsage=serverAuth\n");
        openssl(directory, "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 30 -subj /CN=test-ca");
        openssl(directory, "req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=" + host);
        openssl(
                directory,
                "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -extfile ext"
                        + " -days " + days);
    }

    private static void openssl(Path directory, String arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("openssl " + arguments + " failed:\n" + output);
        }
    }
}
