package ai.openclaw.xmpp.tck.sim;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for some domains and the authority that has signed it, both made for this one run and never written to disk with their
 * keys. X.509 in DER (RFC 5280), as little of it as clients want to see.
 *
 * @param context for the server's end of TLS
 * @param authority the authority's certificate as PEM: for clients to trust
 */
record LoopbackCertificate(SSLContext context, String authority) {

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0C;
    private static final int UTC_TIME = 0x17;
    private static final int DNS_NAME = 0x82;
    private static final int VERSION = 0xA0;
    private static final int EXTENSIONS = 0xA3;

    private static final byte[] ECDSA_SHA256 = {6, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2};
    private static final byte[] COMMON_NAME = {6, 3, 0x55, 4, 3};
    private static final byte[] KEY_USAGE = {6, 3, 0x55, 0x1D, 0x0F};
    private static final byte[] ALTERNATIVE_NAME = {6, 3, 0x55, 0x1D, 0x11};
    private static final byte[] BASIC_CONSTRAINTS = {6, 3, 0x55, 0x1D, 0x13};
    private static final byte[] EXTENDED_USAGE = {6, 3, 0x55, 0x1D, 0x25};
    private static final byte[] SERVER_AUTH = {6, 8, 0x2B, 6, 1, 5, 5, 7, 3, 1};
    private static final byte[] TRUE = {(byte) 0xFF};
    private static final String AUTHORITY = "Simulated server's authority";
    private static final Duration VALID = Duration.ofDays(7);

    /** Makes one for those domains. */
    static LoopbackCertificate of(List<String> domains) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair authorityKeys = generator.generateKeyPair();
            KeyPair keys = generator.generateKeyPair();
            byte[] authority = certificate(
                    AUTHORITY,
                    authorityKeys.getPublic(),
                    authorityKeys.getPrivate(),
                    extension(BASIC_CONSTRAINTS, true, der(SEQUENCE, der(BOOLEAN, TRUE))),
                    // keyCertSign and cRLSign.
                    extension(KEY_USAGE, true, der(BIT_STRING, new byte[] {1, 6})));
            byte[] names = new byte[0];
            for (String domain : domains) {
                names = join(names, der(DNS_NAME, domain.getBytes(StandardCharsets.US_ASCII)));
            }
            byte[] leaf = certificate(
                    domains.get(0),
                    keys.getPublic(),
                    authorityKeys.getPrivate(),
                    extension(ALTERNATIVE_NAME, false, der(SEQUENCE, names)),
                    extension(EXTENDED_USAGE, false, der(SEQUENCE, SERVER_AUTH)));
            Certificate[] chain = {parse(leaf), parse(authority)};
            String pem = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(authority)
                    + "\n-----END CERTIFICATE-----\n";
            return new LoopbackCertificate(context(keys.getPrivate(), chain), pem);
        } catch (GeneralSecurityException | java.io.IOException impossible) {
            throw new IllegalStateException("this Java cannot make a certificate", impossible);
        }
    }

    private static Certificate parse(byte[] der) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static SSLContext context(PrivateKey key, Certificate[] chain)
            throws GeneralSecurityException, java.io.IOException {
        char[] none = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, none);
        store.setKeyEntry("server", key, none, chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, none);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static byte[] certificate(String subject, PublicKey key, PrivateKey signer, byte[]... extensions)
            throws GeneralSecurityException {
        byte[] algorithm = der(SEQUENCE, ECDSA_SHA256);
        byte[] serial =
                new BigInteger(64, new SecureRandom()).add(BigInteger.ONE).toByteArray();
        Instant now = Instant.now();
        byte[] validity = der(SEQUENCE, time(now.minus(Duration.ofHours(1))), time(now.plus(VALID)));
        byte[] body = der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, serial),
                algorithm,
                name(AUTHORITY),
                validity,
                name(subject),
                key.getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, extensions)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(body);
        return der(SEQUENCE, body, algorithm, der(BIT_STRING, new byte[] {0}, signature.sign()));
    }

    private static byte[] name(String common) {
        byte[] text = der(UTF8_STRING, common.getBytes(StandardCharsets.UTF_8));
        return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, text)));
    }

    private static byte[] time(Instant when) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(when);
        return der(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] extension(byte[] id, boolean critical, byte[] value) {
        byte[] flag = critical ? der(BOOLEAN, TRUE) : new byte[0];
        return der(SEQUENCE, id, flag, der(OCTET_STRING, value));
    }

    private static byte[] der(int tag, byte[]... content) {
        byte[] all = join(content);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (all.length < 0x80) {
            out.write(all.length);
        } else if (all.length < 0x100) {
            out.write(0x81);
            out.write(all.length);
        } else {
            out.write(0x82);
            out.write(all.length >> 8);
            out.write(all.length & 0xFF);
        }
        out.writeBytes(all);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
