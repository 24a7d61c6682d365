package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.Jid;
import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An address as a picture of half blocks, for a telephone's camera. */
final class QrCode {

    private QrCode() {}

    /** The address as an {@code xmpp:} URI (RFC 5122), what RFC 3986 does not allow in a path percent-encoded. */
    static String uri(Jid jid) {
        StringBuilder uri = new StringBuilder("xmpp:");
        for (byte octet : jid.bare().toString().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~@!$()*+,;=".indexOf(c) >= 0);
            uri.append(plain ? String.valueOf(c) : String.format("%%%02X", octet & 0xff));
        }
        return uri.toString();
    }

    /** Light on dark as most terminals are: blocks are drawn where the code is light, with the margin that readers need. */
    static String draw(String text) {
        BitMatrix code;
        try {
            code = new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(EncodeHintType.MARGIN, 2, EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.L));
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("too long for a QR code: " + text, tooLong);
        }
        StringBuilder picture = new StringBuilder();
        for (int y = 0; y < code.getHeight(); y += 2) {
            for (int x = 0; x < code.getWidth(); x++) {
                boolean upper = !code.get(x, y);
                boolean lower = y + 1 < code.getHeight() && !code.get(x, y + 1);
                picture.append(upper ? (lower ? '█' : '▀') : (lower ? '▄' : ' '));
            }
            picture.append('\n');
        }
        return picture.toString();
    }
}
