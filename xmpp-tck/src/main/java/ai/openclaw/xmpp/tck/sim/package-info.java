/**
 * A simulated XMPP server, for tests of bots and of engines: in virtual time with faults on demand, in real time, or behind a loopback
 * socket. Begin with {@link ai.openclaw.xmpp.tck.sim.SimulatedServer}:
 *
 * <pre>{@code
 * SimulatedTime time = new SimulatedTime(42);
 * SimulatedServer server = new SimulatedServer(time);
 * Jid bot = server.account("bot", "secret");
 * XmppSession session = server.engine().open(server.config(bot), new MyBot());
 * Person alice = server.person("alice");
 * alice.say(bot, "hello");
 * time.pass(Duration.ofSeconds(5));
 * assertEquals(List.of("hello yourself"), alice.heardFrom(bot));
 * }</pre>
 *
 * <p>The module's README tells more. A test tool: never let strangers reach it.
 */
@NullMarked
package ai.openclaw.xmpp.tck.sim;

import org.jspecify.annotations.NullMarked;
