package ai.openclaw.xmpp.openclaw.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ActionFieldsTest {

    private static final Pattern GROUP = Pattern.compile("(?m)^  (\\w+): \\{ on: (true|false), actions: ");

    @Test
    void theGateOfThePluginHasTheSameGroupsAndDefaults() throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        ActionFields.ACTIONS.forEach(field -> settings.put(field.name(), field.byDefault()));

        Map<String, Object> gate = new LinkedHashMap<>();
        Matcher group = GROUP.matcher(Files.readString(Path.of("plugin/src/action-gate.js")));
        while (group.find()) {
            gate.put(group.group(1), Boolean.valueOf(group.group(2)));
        }

        assertEquals(settings, gate);
    }
}
