/** Engines and sessions that are broken on purpose, each in one way, to prove that the contract's rules find what they are for. */
@NullMarked
package ai.openclaw.xmpp.tck.mutants;

import org.jspecify.annotations.NullMarked;
