package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.session.ResumeState;
import ai.openclaw.xmpp.session.Stanza;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a simulated stream leaves behind.
 *
 * @param id the server's id of the session
 * @param address the full JID that it was bound to
 * @param handled how many of the server's stanzas are safe with us by now: what becomes safe after the end still counts
 * @param acknowledged how many of ours the server has
 * @param unacknowledged what it may not have, in order
 */
record EngineResume(String id, Jid address, LongSupplier handled, long acknowledged, List<Stanza> unacknowledged)
        implements ResumeState {}
