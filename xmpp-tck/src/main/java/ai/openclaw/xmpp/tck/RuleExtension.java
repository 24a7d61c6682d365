package ai.openclaw.xmpp.tck;

import ai.openclaw.xmpp.tck.lab.Ability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/** Skips what is not possible, explains what failed, and writes down what became of each rule. */
final class RuleExtension
        implements ExecutionCondition, BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler, TestWatcher {

    private static final String REPORT = "report";

    /** The configuration parameter for where reports are written. */
    static final String REPORTS = "openclaw.xmpp.tck.reports";

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RuleExtension.class, context.getRequiredTestClass()));
    }

    private static Optional<Rule> rule(ExtensionContext context) {
        return context.getTestMethod().map(method -> method.getAnnotation(Rule.class));
    }

    private static Report report(ExtensionContext context) {
        return store(context).getOrComputeIfAbsent(REPORT, key -> new Report(), Report.class);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Contract contract = (Contract) context.getRequiredTestInstance();
        Set<String> known = Rules.of(contract.getClass()).stream()
                .map(found -> found.rule().id())
                .collect(Collectors.toSet());
        Set<String> unknown = new TreeSet<>(contract.notPossible().keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalStateException(
                    contract.getClass().getSimpleName() + " calls rules not possible that there are not: " + unknown);
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<Rule> rule = rule(context);
        Optional<Contract> contract = context.getTestInstance().map(Contract.class::cast);
        if (rule.isEmpty() || contract.isEmpty()) {
            return ConditionEvaluationResult.enabled("no rule");
        }
        return obstacle(contract.get(), rule.get())
                .map(reason -> ConditionEvaluationResult.disabled(
                        "NOT POSSIBLE: " + rule.get().id() + ": " + reason))
                .orElseGet(() -> ConditionEvaluationResult.enabled("possible"));
    }

    private static Optional<String> obstacle(Contract contract, Rule rule) {
        String declared = contract.notPossible().get(rule.id());
        if (declared != null) {
            return Optional.of(declared);
        }
        List<Ability> missing = Arrays.stream(rule.needs())
                .filter(need -> !contract.server().abilities().contains(need))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(contract.server().name() + " lacks "
                        + missing.toString().replaceAll("[\\[\\]]", ""));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        Optional<Rule> rule = rule(context);
        if (rule.isEmpty() || failure instanceof TestAbortedException) {
            throw failure;
        }
        String explained = explain(rule.get(), failure);
        if (rule.get().strength() == Strength.MAY) {
            throw new TestAbortedException(explained, failure);
        }
        throw new AssertionError(explained, failure);
    }

    private static String explain(Rule rule, Throwable failure) {
        StringBuilder text = new StringBuilder()
                .append(rule.id())
                .append(' ')
                .append(rule.strength())
                .append(rule.spec().isEmpty() ? "" : " (" + rule.spec() + ")")
                .append(": ")
                .append(rule.text())
                .append("\n  seen: ")
                .append(failure.getMessage() == null ? failure.toString() : failure.getMessage())
                .append("\n  why it matters: ")
                .append(rule.intent());
        if (rule.check().length > 0) {
            text.append("\n  if this fails, check:");
            for (String hint : rule.check()) {
                text.append("\n    - ").append(hint);
            }
        }
        return text.toString();
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        rule(context)
                .ifPresent(rule -> report(context)
                        .add(
                                rule,
                                Outcome.NOT_POSSIBLE,
                                reason.orElse("").replaceFirst("^NOT POSSIBLE: " + rule.id() + ": ", "")));
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        rule(context).ifPresent(rule -> report(context).add(rule, Outcome.PASSED, ""));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        rule(context)
                .ifPresent(rule -> report(context).add(rule, Outcome.NOT_POSSIBLE, String.valueOf(cause.getMessage())));
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        rule(context).ifPresent(rule -> report(context).add(rule, Outcome.FAILED, String.valueOf(cause.getMessage())));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Contract contract = (Contract) context.getRequiredTestInstance();
        if (contract.isReady()) {
            Path directory = Path.of(context.getConfigurationParameter(REPORTS).orElse("target/tck"));
            report(context).write(directory, contract.reportName());
        }
    }
}
