/**
 * A simulated XMPP server, for tests of bots and of engines: in virtual time with faults on demand, in real time, or behind a loopback
 * socket. Begin with {@link ai.openclaw.xmpp.tck.sim.SimulatedServer}. A test tool: never let strangers reach it.
 */
@NullMarked
package ai.openclaw.xmpp.tck.sim;

import org.jspecify.annotations.NullMarked;
