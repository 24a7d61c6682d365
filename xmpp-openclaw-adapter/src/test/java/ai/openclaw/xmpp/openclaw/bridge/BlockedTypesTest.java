package ai.openclaw.xmpp.openclaw.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on the list is not handed over, whatever it is said to be. */
@Tag("R6")
class BlockedTypesTest {

    private static final byte[] PNG = latin("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\b\6\0\0\0");
    private static final byte[] ELF = latin("\u007fELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0" + "\0".repeat(40));
    private static final String SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";

    @TempDir
    private Path directory;

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(1);
            }
        }
        return out.toByteArray();
    }

    private boolean isBlocked(String list, String declared, byte[] content) throws IOException {
        return why(list, declared, content).isPresent();
    }

    private Optional<String> why(String list, String declared, byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("file"), content);
        return new BlockedTypes(List.of(list.split(" "))).why(file, declared);
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, text/html",
        "text/html, TEXT/HTML; charset=utf-8",
        "Text/HTML, text/html",
        "text/*, text/x-unheard-of",
        "*/*, image/png",
        "application/x-zip-compressed, application/zip",
        "application/x-unheard-of, application/x-unheard-of",
    })
    void whatAFileIsSaidToBeCounts(String list, String declared) throws IOException {
        assertTrue(isBlocked(list, declared, PNG));
    }

    static Stream<Arguments> disguised() throws IOException {
        return Stream.of(
                Arguments.of("application/x-executable", ELF),
                Arguments.of("application/x-elf", ELF),
                Arguments.of("application/x-pie-executable", ELF),
                Arguments.of("application/*", ELF),
                Arguments.of("application/vnd.microsoft.portable-executable", latin("MZ\u0090\0\3" + "\0".repeat(200))),
                Arguments.of("application/x-dosexec", latin("MZ\u0090\0\3" + "\0".repeat(200))),
                Arguments.of("application/x-mach-o", latin("\u00cf\u00fa\u00ed\u00fe\7\0\0\1\3\0\0\0\2\0\0\0")),
                Arguments.of("application/x-mach-binary", latin("\u00cf\u00fa\u00ed\u00fe\7\0\0\1\3\0\0\0\2\0\0\0")),
                Arguments.of("application/java-vm", latin("\u00ca\u00fe\u00ba\u00be\0\0\0\u0034\0\n")),
                Arguments.of("application/x-sh", latin("#!/bin/sh\nrm -rf /\n")),
                Arguments.of("text/x-shellscript", latin("#!/usr/bin/env bash\n")),
                Arguments.of("application/zip", zip("a.txt")),
                Arguments.of("application/java-archive", zip("META-INF/MANIFEST.MF")),
                Arguments.of("application/vnd.android.package-archive", zip("AndroidManifest.xml", "classes.dex")),
                Arguments.of("application/x-7z-compressed", latin("7z\u00bc\u00af\u0027\u001c\0\4")),
                Arguments.of("application/gzip", latin("\u001f\u008b\b\0\0\0\0\0")),
                Arguments.of("application/pdf", latin("%PDF-1.7\n%\u00e2\u00e3\n")),
                Arguments.of("video/mp4", latin("\0\0\0\u0018ftypmp42\0\0\0\0mp42isom")),
                Arguments.of("video/*", latin("\u001a\u0045\u00df\u00a3\u0001\0\0\0\0\0\0\u001f\u0042\u0086webm")),
                Arguments.of("video/*", latin("OggS\0\2" + "\0".repeat(22) + "\1\u001e\u0080theora\3\2\1")),
                Arguments.of("text/*", latin("only a text, no picture")));
    }

    @ParameterizedTest
    @MethodSource("disguised")
    void whatIsInAFileCounts(String list, byte[] content) throws IOException {
        assertTrue(isBlocked(list, "image/png", content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>",
                "<!DOCTYPE html>\n<title>x",
                "<HtMl>",
                "\n\t  \r\n<html>",
                "\u00ef\u00bb\u00bf<html>",
                "\u00ef\u00bb\u00bf \n <html>",
                "<!-- <b --><html>",
                "<script>alert(1)</script>",
                "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
                "<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>",
                "<html",
                "\0\0<html>",
                "\u00ff\u00fe<\0h\0t\0m\0l\0>\0",
                "\u00fe\u00ff\0<\0h\0t\0m\0l\0>",
                "<\0h\0t\0m\0l\0>\0",
            })
    void aPageIsKnownHoweverItBegins(String content) throws IOException {
        assertTrue(isBlocked("text/html", "image/png", latin(content)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SVG,
                "<svg onload=alert(1)>",
                "<SVG/>",
                "<svg",
                " \n\t" + SVG,
                "\u00ef\u00bb\u00bf" + SVG,
                "\u00ef\u00bb\u00bf\n  " + SVG,
                "<?xml version='1.0' encoding='UTF-8'?>\n" + SVG,
                "<!-- a -->\n<!-- b -->" + SVG,
                "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://localhost:1/svg11.dtd'>" + SVG,
                "<!DOCTYPE a [<!ENTITY b 'cc'><!ENTITY d '&b;&b;&b;'>]>" + SVG,
                "<x:svg xmlns:x='http://www.w3.org/2000/svg'/>",
                "\u00ff\u00fe<\0s\0v\0g\0/\0>\0",
                "\u00fe\u00ff\0<\0s\0v\0g\0/\0>",
            })
    void aDrawingIsKnownHoweverItBegins(String content) throws IOException {
        assertTrue(isBlocked("image/svg+xml", "image/png", latin(content)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/svg+xml"})
    void whatBeginsAfterAllThatIsLookedAtMayBeEither(String list) throws IOException {
        String far = " ".repeat(MediaTypes.LOOKED_AT);
        assertTrue(isBlocked(list, "image/png", latin(far + "<html>")));
        assertTrue(isBlocked(list, "image/png", latin("<!-- " + far + "--><html>")));
    }

    @Test
    void bothSidesOfAPolyglotCount() throws IOException {
        byte[] both = latin("<svg/><html><script>alert(1)</script></html>");
        assertTrue(isBlocked("text/html", "image/svg+xml", both));
        assertTrue(isBlocked("image/svg+xml", "text/html", both));
    }

    @Test
    void anEntityBombIsNotBlownUp() throws IOException {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE svg [<!ENTITY e0 'eeeeeeeeeeee'>");
        for (int i = 1; i < 40; i++) {
            bomb.append("<!ENTITY e")
                    .append(i)
                    .append(" '")
                    .append(("&e" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        bomb.append("]><svg xmlns='http://www.w3.org/2000/svg' a='&e39;'>&e39;</svg>");
        assertTrue(isBlocked("image/svg+xml", "image/png", latin(bomb.toString())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 8, 24})
    void aTruncatedFileIsLookedIntoAsFarAsItGoes(int length) throws IOException {
        byte[] head = Arrays.copyOf(ELF, length);
        assertEquals(length >= 4, isBlocked("application/x-elf", "image/png", head));
    }

    @Test
    void anEmptyFileIsWhatItIsSaidToBe() throws IOException {
        assertEquals(Optional.empty(), why("text/html application/octet-stream", "image/png", new byte[0]));
        assertTrue(isBlocked("image/png", "image/png", new byte[0]));
    }

    static Stream<Arguments> harmless() throws IOException {
        return Stream.of(
                Arguments.of("text/html image/svg+xml application/x-executable", "image/png", PNG),
                Arguments.of("video/*", "image/png", PNG),
                // A letter that tells of tags is no page.
                Arguments.of(
                        "text/html image/svg+xml", "text/plain", latin("Press <b>, then <p>, and look at the <svg>.")),
                Arguments.of("image/svg+xml", "application/xml", latin("<?xml version='1.0'?><feed/>")),
                // What begins alike is told apart by what it is said to be.
                Arguments.of(
                        "application/java-archive",
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                        zip("[Content_Types].xml", "word/document.xml")),
                Arguments.of("video/*", "audio/ogg", latin("OggS\0\2" + "\0".repeat(22) + "OpusHead\1\2")));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void theRestIsHandedOver(String list, String declared, byte[] content) throws IOException {
        assertEquals(Optional.empty(), why(list, declared, content));
    }

    @Test
    void noBeginningIsTooOddToBeLookedInto() {
        Random random = new Random(6);
        List<byte[]> beginnings =
                List.of(PNG, ELF, latin(SVG), latin("<?xml version='1.0'?><!DOCTYPE a ["), new byte[0]);
        for (int round = 0; round < 500; round++) {
            byte[] start = beginnings.get(random.nextInt(beginnings.size()));
            byte[] odd = Arrays.copyOf(start, random.nextInt(1, 200));
            for (int i = random.nextInt(8); i > 0; i--) {
                odd[random.nextInt(odd.length)] = (byte) random.nextInt();
            }
            assertFalse(MediaTypes.within(odd, "image/png").isEmpty(), () -> Arrays.toString(odd));
        }
    }

    @Test
    void withoutAListNothingIsLookedInto() {
        assertEquals(Optional.empty(), new BlockedTypes(List.of()).why(directory.resolve("absent"), "text/html"));
    }

    @Test
    void whatCannotBeReadIsNotHandedOver() {
        Path absent = directory.resolve("absent");
        assertTrue(
                new BlockedTypes(List.of("text/html")).why(absent, "image/png").isPresent());
    }

    @Test
    void whyIsTold() throws IOException {
        assertEquals(
                "files of type text/plain are blocked by blockedMediaTypes",
                why("text/*", "text/plain", latin("hello")).orElseThrow());
        assertEquals(
                "it is said to be image/png, and by what is in it, it may be text/html: files of that type are blocked"
                        + " by blockedMediaTypes",
                why("text/html", "image/png", latin("<html>")).orElseThrow());
    }
}
