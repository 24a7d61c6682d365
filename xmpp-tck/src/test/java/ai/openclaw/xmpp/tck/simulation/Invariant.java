package ai.openclaw.xmpp.tck.simulation;

/** What must hold in every run; {@code docs/simulation.md} explains them by their numbers. */
enum Invariant {
    ONE_STREAM(1, "there are never two live streams of one account"),
    SERIAL(2, "callbacks come one at a time, never within another call"),
    SILENCE(3, "nothing is called after CLOSED"),
    STATES(4, "the states follow each other in the order of the contract"),
    ONLINE(5, "when faults have ended, the session is online again"),
    ROOMS(6, "when faults have ended, every wanted room is in its wanted state, on both sides"),
    INSIDE(7, "a room counts as joined, and is spoken to, only after our own presence (110) on this stream"),
    REJOIN(8, "rooms are entered after a new stream, not after a resumed one, and not where somebody wanted us out"),
    ORDER(9, "messages of one conversation are handed over in the order in which they came"),
    ONCE(10, "what the application has taken is not handed over again"),
    NOT_LOST(11, "what we acknowledged, and what the server had to keep for us, is handed over"),
    FOREIGN(12, "history, own echoes, subjects, errors and forgeries are not handed over"),
    ONE_ECHO(13, "nobody sees an answer of ours twice"),
    COMPLETES(14, "every stage completes"),
    LEAK(15, "no timer is left behind"),
    SENDER(16, "the occupant behind a room's message is who said it, and the table of occupants is the room's"),
    ANSWERED(17, "in peace every message is answered, once"),
    ACKNOWLEDGED(18, "stanzas are acknowledged once each, in the order of their arrival");

    private final int number;
    private final String text;

    Invariant(int number, String text) {
        this.number = number;
        this.text = text;
    }

    @Override
    public String toString() {
        return number + " " + name() + " (" + text + ")";
    }
}
