package ai.openclaw.xmpp.tck;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Finds the rules of a suite. */
final class Rules {

    /**
     * A rule and its test.
     *
     * @param requirements the ids of {@code docs/requirements.tsv} that it proves
     */
    record Found(Rule rule, String test, List<String> requirements) {}

    private Rules() {}

    /**
     * The rules of that suite and those it inherits, by their numbers.
     *
     * @throws IllegalStateException if a number is there twice
     */
    static List<Found> of(Class<?> suite) {
        Map<String, Found> found = new LinkedHashMap<>();
        for (Class<?> type = suite; type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                Rule rule = method.getAnnotation(Rule.class);
                if (rule != null) {
                    List<String> tags = Arrays.stream(method.getAnnotationsByType(Tag.class))
                            .map(Tag::value)
                            .toList();
                    if (found.put(rule.id(), new Found(rule, method.getName(), tags)) != null) {
                        throw new IllegalStateException("two rules are called " + rule.id());
                    }
                }
            }
        }
        return found.values().stream()
                .sorted(Comparator.comparing(each -> each.rule().id()))
                .toList();
    }
}
