package ai.openclaw.xmpp.openclaw.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RpcConnectionTest {

    /** What anybody can write must not become several times as large as a frame may be. */
    @Test
    void whatStandsInAMessageIsNotMadeLarger() {
        String text = "='<>&".repeat(400_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RpcMethods methods = new RpcMethods().call("inbound.message", Object.class, Map.class);
        try (RpcConnection connection = new RpcConnection(InputStream.nullInputStream(), out, methods)) {
            assertTrue(
                    !connection
                            .call("inbound.message", Map.of("text", text), Object.class)
                            .isCompletedExceptionally(),
                    "it was refused");
        }
        String written = out.toString(StandardCharsets.UTF_8);
        assertTrue(written.contains(text));
        assertEquals(text.length(), written.length(), 500);
    }
}
