package ai.openclaw.xmpp.tck.mutants;

/** A subject that breaks one rule. */
interface Mutant {

    /** What it is called. */
    String name();

    /** The rule that names the fault. */
    String rule();

    /** A part of what that rule says when it has seen the fault: so that nothing else is taken for it. */
    String seen();

    /** The suite that has the rule. */
    Class<?> suite();

    /** What no other mutant is called. */
    default String key() {
        return suite().getSimpleName() + "." + name();
    }
}
