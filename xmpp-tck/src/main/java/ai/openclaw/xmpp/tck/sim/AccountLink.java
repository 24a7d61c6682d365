package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.tck.lab.Link;

/** The simulated network of one account. In memory a reset and an end in order are the same: no byte is between. */
record AccountLink(SimulatedNetwork network, Jid account) implements Link {

    @Override
    public void cut() {
        network.cut(account);
    }

    @Override
    public void finish() {
        network.cut(account);
    }

    @Override
    public void blackHole() {
        network.condition(account, LinkCondition.BLACK_HOLE);
    }

    @Override
    public void halfOpen() {
        network.condition(account, LinkCondition.HALF_OPEN);
    }

    @Override
    public void stall() {
        network.condition(account, LinkCondition.STALLED);
    }

    @Override
    public void release() {
        network.condition(account, LinkCondition.GOOD);
    }

    @Override
    public void refuse() {
        network.condition(account, LinkCondition.REFUSING);
    }

    @Override
    public void cutInTheMiddleOfAStanza(Direction direction) {
        network.strike(direction == Direction.TO_CLIENT ? Fault.CUT_IN_STANZA_DOWN : Fault.CUT_IN_STANZA_UP, account);
    }

    @Override
    public int connections() {
        return network.connections(account);
    }
}
