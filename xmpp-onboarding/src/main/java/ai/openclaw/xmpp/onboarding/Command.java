package ai.openclaw.xmpp.onboarding;

import java.util.concurrent.Callable;

/**
 * A sub-command of the runnable jar, such as {@code setup}. Found by {@link java.util.ServiceLoader}: a public class with a public
 * constructor without arguments, annotated with picocli's {@code @Command}, which gives its name, options and help.
 *
 * <p>{@link #call()} runs it and gives the process's exit code.
 */
public interface Command extends Callable<Integer> {}
