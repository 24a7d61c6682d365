package ai.openclaw.xmpp.openclaw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.xmpp.Jid;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A record shows all that is in it, unless it says otherwise: those that hold people's words or secrets do. */
@Tag("H-58")
class NothingShownTest {

    private static final String CANARY = "canary";

    /** What components are called that hold words or secrets. */
    private static final Set<String> WORDS =
            Set.of("body", "code", "content", "excerpt", "password", "quote", "text", "texts");

    /** What a server says of an error, and what we say of a decision: for people to read. */
    private static final Set<String> MEANT = Set.of("StanzaError", "Decided");

    private final Set<String> tried = new TreeSet<>();
    private final List<String> telling = new ArrayList<>();

    @Test
    void noRecordShowsWordsOrSecrets() throws ReflectiveOperationException {
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("ai.openclaw.xmpp")) {
            if (each.isRecord() && !each.getPackageName().startsWith("ai.openclaw.xmpp.tck")) {
                look(each.reflect());
            }
        }
        assertEquals(List.of(), telling);
        assertTrue(tried.size() >= 25, "few were looked at: " + tried);
    }

    private void look(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        if (Arrays.stream(components).noneMatch(NothingShownTest::holdsWords)) {
            return;
        }
        Constructor<?> canonical = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        canonical.setAccessible(true);
        Object made = canonical.newInstance(
                Arrays.stream(components).map(NothingShownTest::filled).toArray());
        tried.add(type.getSimpleName());
        if (!MEANT.contains(type.getSimpleName()) && made.toString().contains(CANARY)) {
            telling.add(type.getName());
        }
    }

    private static boolean holdsWords(RecordComponent component) {
        boolean texts = component.getType() == String.class || Collection.class.isAssignableFrom(component.getType());
        return texts && WORDS.contains(component.getName());
    }

    private static @Nullable Object filled(RecordComponent component) {
        Class<?> type = component.getType();
        boolean words = holdsWords(component);
        if (type == String.class) {
            return words ? CANARY : "2026-11-27T12:00:00Z";
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return switch (type.getSimpleName()) {
            case "boolean" -> false;
            case "int" -> 1;
            case "long" -> 1L;
            case "Jid" -> Jid.of("tea@rooms.example.org/bot");
            case "Instant" -> Instant.EPOCH;
            case "List", "Collection" -> words ? List.of(CANARY) : List.of();
            case "Set" -> Set.of();
            case "Map" -> Map.of();
            default -> null;
        };
    }
}
