package ai.openclaw.xmpp.tck;

/** What became of a rule. */
enum Outcome {
    PASSED("passed"),
    FAILED("failed"),
    NOT_POSSIBLE("not possible");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
