/** Sessions under faults, by seed: what happens, what must hold, and broken sessions that prove that it is noticed. */
@NullMarked
package ai.openclaw.xmpp.tck.simulation;

import org.jspecify.annotations.NullMarked;
