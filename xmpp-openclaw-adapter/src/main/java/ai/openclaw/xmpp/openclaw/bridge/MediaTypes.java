package ai.openclaw.xmpp.openclaw.bridge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;
import org.jspecify.annotations.Nullable;

/** What a file may be, by how it begins (decision 21). Pure functions; the first call takes its time. */
final class MediaTypes {

    /** As much of a file as is looked at. */
    static final int LOOKED_AT = 64 * 1024;

    /** Their beginning does not tell what is in them. */
    private static final Set<String> CONTAINERS =
            Set.of("application/ogg", "application/x-matroska", "application/x-tika-msoffice", "application/zip");

    /** Programs: who does not want one of their kinds wants none of them. */
    private static final Set<String> PROGRAMS = Set.of("application/x-elf", "application/x-msdownload");

    /** The library does not connect its kinds. */
    private static final String MACH_O = "application/x-mach-o";

    /** Names in use elsewhere that the library does not connect. */
    private static final Map<String, String> SYNONYMS = Map.of(
            "application/vnd.microsoft.portable-executable", "application/x-msdownload",
            "application/x-mach-binary", MACH_O,
            "application/x-ms-dos-executable", "application/x-msdownload",
            "application/x-msdos-program", "application/x-msdownload",
            "application/x-pie-executable", "application/x-executable",
            "application/x-shellscript", "application/x-sh",
            "text/x-shellscript", "application/x-sh",
            "text/x-sh", "application/x-sh",
            "image/svg", "image/svg+xml");

    private MediaTypes() {}

    /** Without parameters, in small letters. */
    static String plain(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** One name for all names of a type. */
    static String canonical(String type) {
        String known = SYNONYMS.getOrDefault(type, type);
        @Nullable MediaType parsed = MediaType.parse(known);
        return parsed == null ? known : registry().normalize(parsed).toString();
    }

    /**
     * What the content may be, the likeliest first; nothing of an empty file.
     *
     * @param head how the file begins
     * @param declared what it is said to be: believed only where it says which of the types that begin alike it is
     */
    static Set<String> within(byte[] head, String declared) {
        Set<String> types = new LinkedHashSet<>();
        if (head.length == 0) {
            return types;
        }
        MediaType found = detect(head).getBaseType();
        types.add(found.toString());
        types.addAll(Markup.within(head));
        if (found.toString().startsWith(MACH_O)) {
            types.add(MACH_O);
        }
        for (MediaType type = found; type != null; type = registry().getSupertype(type)) {
            if (PROGRAMS.contains(type.toString())) {
                types.add(type.toString());
                addDescendants(type, types);
            }
        }
        @Nullable MediaType said = MediaType.parse(canonical(declared));
        boolean isSaid = said != null && registry().isSpecializationOf(said, found);
        if (CONTAINERS.contains(found.toString()) && !isSaid) {
            addDescendants(found, types);
        }
        return types;
    }

    private static MediaType detect(byte[] head) {
        try {
            return MimeTypes.getDefaultMimeTypes().detect(new ByteArrayInputStream(head), new Metadata());
        } catch (IOException impossible) {
            throw new IllegalStateException("bytes in memory can be read", impossible);
        }
    }

    private static void addDescendants(MediaType type, Set<String> types) {
        for (MediaType child : registry().getChildTypes(type)) {
            types.add(child.getBaseType().toString());
            addDescendants(child, types);
        }
    }

    private static MediaTypeRegistry registry() {
        return MimeTypes.getDefaultMimeTypes().getMediaTypeRegistry();
    }
}
