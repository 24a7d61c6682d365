package ai.openclaw.xmpp.command;

/** What may be done with a command (XEP-0050 §3.4). Which of them a step offers is in {@link CommandResult#actions}; cancelling always is. */
public enum CommandAction {
    /** Begin, or go on in the way that the command proposes. */
    EXECUTE,
    /** On to the next form. */
    NEXT,
    /** Back to the form before. */
    PREV,
    /** Finish with what is filled in. */
    COMPLETE,
    /** Give it up. */
    CANCEL
}
