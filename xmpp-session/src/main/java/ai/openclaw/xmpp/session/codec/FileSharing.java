package ai.openclaw.xmpp.session.codec;

import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.media.FileInfo;
import ai.openclaw.xmpp.media.MediaLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files that a message shares: stateless file sharing (XEP-0447), SIMS (XEP-0385), out-of-band data (XEP-0066). */
public final class FileSharing {

    /** More files in one message are left out. */
    private static final int MAX_LINKS = 10;

    private static final int MAX_URL = 4096;
    private static final int MAX_TEXT = 1000;
    private static final int MAX_HASHES = 8;

    private FileSharing() {}

    /** The files of a message, each address once; what says most of a file counts. */
    static List<MediaLink> read(List<XmlElement> payload) {
        Map<String, MediaLink> links = new LinkedHashMap<>();
        payload.stream()
                .filter(element -> element.is(Ns.FILE_SHARING, "file-sharing"))
                .forEach(element -> stateless(element).ifPresent(link -> links.putIfAbsent(link.url(), link)));
        payload.stream()
                .filter(element -> element.is(Ns.REFERENCE, "reference"))
                .forEach(element -> element.child(Ns.MEDIA_SHARING, "media-sharing")
                        .flatMap(FileSharing::sims)
                        .ifPresent(link -> links.putIfAbsent(link.url(), link)));
        payload.stream()
                .filter(element -> element.is(Ns.OOB, "x"))
                .forEach(element -> outOfBand(element).ifPresent(link -> links.putIfAbsent(link.url(), link)));
        return links.values().stream().limit(MAX_LINKS).toList();
    }

    private static Optional<MediaLink> stateless(XmlElement sharing) {
        return sharing.child(Ns.FILE_SHARING, "sources").stream()
                .flatMap(sources -> sources.children().stream())
                .filter(source -> source.is(Ns.URL_DATA, "url-data"))
                .flatMap(source -> web(source.attribute("target")).stream())
                .findFirst()
                .map(url -> link(url, sharing));
    }

    private static Optional<MediaLink> sims(XmlElement sharing) {
        return sharing.child(Ns.MEDIA_SHARING, "sources").stream()
                .flatMap(sources -> sources.children().stream())
                .filter(source -> source.is(Ns.REFERENCE, "reference"))
                .flatMap(source -> web(source.attribute("uri")).stream())
                .findFirst()
                .map(url -> link(url, sharing));
    }

    private static Optional<MediaLink> outOfBand(XmlElement element) {
        return element.child(Ns.OOB, "url")
                .map(url -> url.text().strip())
                .filter(url -> !url.isEmpty() && url.length() <= MAX_URL)
                .map(url -> new MediaLink(
                        url,
                        element.child(Ns.OOB, "desc")
                                .flatMap(desc -> text(desc.text()))
                                .orElse(null)));
    }

    private static Optional<String> web(@Nullable String url) {
        return Optional.ofNullable(url)
                .map(String::strip)
                .filter(address -> address.length() <= MAX_URL && address.matches("(?i)https?://.+"));
    }

    private static Optional<String> text(String text) {
        return text.isBlank() || text.length() > MAX_TEXT ? Optional.empty() : Optional.of(text);
    }

    private static MediaLink link(String url, XmlElement sharing) {
        List<XmlElement> about = sharing.children().stream()
                .filter(child -> child.name().equals("file"))
                .flatMap(file -> file.children().stream())
                .toList();
        Map<String, String> hashes = new LinkedHashMap<>();
        for (XmlElement child : about) {
            String algorithm = child.attribute("algo");
            if (child.is(Ns.HASHES, "hash") && algorithm != null && hashes.size() < MAX_HASHES) {
                text(child.text().strip()).ifPresent(value -> hashes.put(algorithm.toLowerCase(Locale.ROOT), value));
            }
        }
        Long size = word(about, "size")
                .filter(digits -> digits.matches("\\d{1,15}"))
                .map(Long::valueOf)
                .orElse(null);
        return new MediaLink(
                url,
                word(about, "desc").orElse(null),
                new FileInfo(
                        word(about, "name").orElse(null),
                        word(about, "media-type").orElse(null),
                        size,
                        hashes));
    }

    private static Optional<String> word(List<XmlElement> about, String name) {
        return about.stream()
                .filter(child -> child.name().equals(name))
                .findFirst()
                .flatMap(child -> text(child.text().strip()));
    }

    /** A file that is shared by its address, and the mark of what in the body only repeats that. */
    static List<XmlElement> elements(String url, FileInfo file, String body) {
        List<XmlElement> about = new ArrayList<>();
        add(about, "media-type", file.contentType());
        add(about, "name", file.name());
        add(about, "size", file.size() == null ? null : String.valueOf(file.size()));
        file.hashes()
                .forEach((algorithm, value) -> about.add(
                        XmlElement.of(Ns.HASHES, "hash", Elements.clean(value)).with("algo", algorithm)));
        XmlElement source = XmlElement.of(Ns.URL_DATA, "url-data").with("target", Elements.clean(url));
        XmlElement sharing = XmlElement.of(Ns.FILE_SHARING, "file-sharing")
                .with("disposition", "inline")
                .with(XmlElement.of(Ns.FILE_METADATA, "file").with(about))
                .with(XmlElement.of(Ns.FILE_SHARING, "sources").with(source));
        return repeated(Elements.clean(url), body)
                .map(fallback -> List.of(sharing, fallback))
                .orElse(List.of(sharing));
    }

    /** Clients that show the file leave out what is marked: a caption is not (XEP-0428 §2). */
    private static Optional<XmlElement> repeated(String url, String body) {
        if (body.strip().equals(url)) {
            return Optional.of(XmlElement.of(Ns.FALLBACK, "fallback").with("for", Ns.FILE_SHARING));
        }
        int start = body.lastIndexOf(url);
        int end = start + url.length();
        boolean whole = start >= 0 && isEdge(body, start - 1) && isEdge(body, end);
        return whole
                ? Optional.of(
                        Fallbacks.element(Ns.FILE_SHARING, body.codePointCount(0, start), body.codePointCount(0, end)))
                : Optional.empty();
    }

    /** Whether an address may begin behind that place, or end before it. */
    private static boolean isEdge(String body, int at) {
        return at < 0 || at >= body.length() || Character.isWhitespace(body.charAt(at));
    }

    private static void add(List<XmlElement> about, String name, @Nullable String text) {
        if (text != null) {
            about.add(XmlElement.of(Ns.FILE_METADATA, name, Elements.clean(text)));
        }
    }
}
