/** The stand-alone bot: another host behind the bridge, whose agent is any program, and which keeps its own pairing. */
@NullMarked
package ai.openclaw.xmpp.openclaw.bot;

import org.jspecify.annotations.NullMarked;
