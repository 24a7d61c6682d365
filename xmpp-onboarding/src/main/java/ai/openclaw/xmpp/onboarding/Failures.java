package ai.openclaw.xmpp.onboarding;

import ai.openclaw.xmpp.XmppException;
import java.util.List;
import java.util.Objects;

/** What to say when a try-out failed, and what the person may do about it; the likeliest cure first. */
final class Failures {

    private Failures() {}

    /** A way on after a failure. */
    enum Cure {
        PASSWORD("Enter the password again"),
        MAKE("Make this account at the server, with that password"),
        LOG_IN("Log in: the account is mine"),
        NEW_PASSWORD("Choose another password for the new account"),
        JID("Change the JID, or paste an invite"),
        SERVER("Name another server"),
        CA_FILE("Trust a certificate authority of my own (PEM file)"),
        RETRY("Try again"),
        UNTESTED("Go on without a working test"),
        STOP("Stop, and save nothing");

        private final String label;

        Cure(String label) {
            this.label = label;
        }

        Prompter.Option option() {
            return new Prompter.Option(
                    name(), label, this == UNTESTED ? "the bot will not be online until this is cured" : null);
        }
    }

    static String title(XmppException.Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> "The server cannot be reached";
            case TLS -> "No trustworthy encryption";
            case AUTHENTICATION -> "The login is refused";
            case CONFLICT -> "Somebody else is online as the bot";
            case DISCONNECTED -> "The server hung up";
            case TIMEOUT -> "The server does not answer in time";
            case STANZA_ERROR -> "The server refuses";
            case UNSUPPORTED -> "The server lacks what is needed";
            case CONFIGURATION -> "The settings do not fit";
            case STATE -> "The test failed";
        };
    }

    static String advice(XmppException.Kind kind, String domain) {
        return switch (kind) {
            case UNREACHABLE ->
                "Is " + domain + " spelt right? If its XMPP server has another name or port, name it, such as chat."
                        + domain + ":5222.";
            case TLS ->
                "A server with a certificate of its own authority is trusted once you name that authority's PEM file. A certificate"
                        + " that has expired or is for another name must be mended at the server. Nothing switches the check off.";
            case AUTHENTICATION -> "Does the account exist at " + domain + ", and is the password right?";
            case CONFLICT -> "Stop the other program, or let it use another resource.";
            case DISCONNECTED, TIMEOUT ->
                "Try again; if it stays so, look at the port, a firewall, or the server's log.";
            case STANZA_ERROR, UNSUPPORTED -> "The server's administrator can tell, or change, what it offers.";
            case CONFIGURATION -> "Change what is named above.";
            case STATE -> "Try again; if it stays so, the log tells more.";
        };
    }

    static List<Cure> cures(XmppException.Kind kind) {
        return switch (kind) {
            case AUTHENTICATION -> List.of(Cure.PASSWORD, Cure.MAKE, Cure.JID, Cure.SERVER, Cure.UNTESTED, Cure.STOP);
            case TLS -> List.of(Cure.CA_FILE, Cure.SERVER, Cure.JID, Cure.RETRY, Cure.UNTESTED, Cure.STOP);
            case UNREACHABLE -> List.of(Cure.SERVER, Cure.JID, Cure.RETRY, Cure.UNTESTED, Cure.STOP);
            case DISCONNECTED, TIMEOUT, CONFLICT, STATE, STANZA_ERROR ->
                List.of(Cure.RETRY, Cure.SERVER, Cure.JID, Cure.UNTESTED, Cure.STOP);
            case UNSUPPORTED, CONFIGURATION -> List.of(Cure.SERVER, Cure.JID, Cure.RETRY, Cure.UNTESTED, Cure.STOP);
        };
    }

    /** What may be done when no account was made. */
    static List<Cure> curesOfMaking(ServerCheck.Problem problem) {
        if (problem.condition() == null && problem.kind() != XmppException.Kind.UNSUPPORTED) {
            return cures(problem.kind()).stream()
                    .filter(cure -> cure != Cure.UNTESTED && cure != Cure.PASSWORD && cure != Cure.MAKE)
                    .toList();
        }
        return switch (Objects.requireNonNullElse(problem.condition(), "")) {
            case "conflict" -> List.of(Cure.LOG_IN, Cure.JID, Cure.STOP);
            case "not-acceptable" -> List.of(Cure.NEW_PASSWORD, Cure.JID, Cure.SERVER, Cure.STOP);
            case "resource-constraint", "policy-violation" -> List.of(Cure.RETRY, Cure.JID, Cure.LOG_IN, Cure.STOP);
            default -> List.of(Cure.JID, Cure.LOG_IN, Cure.SERVER, Cure.RETRY, Cure.STOP);
        };
    }
}
