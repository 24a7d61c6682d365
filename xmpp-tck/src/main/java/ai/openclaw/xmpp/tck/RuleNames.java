package ai.openclaw.xmpp.tck;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows a rule's test as its number and what the test is called. */
final class RuleNames extends DisplayNameGenerator.Standard {

    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> type, Method method) {
        Rule rule = method.getAnnotation(Rule.class);
        return rule == null
                ? super.generateDisplayNameForMethod(enclosing, type, method)
                : rule.id() + " " + method.getName();
    }
}
