/**
 * Who may talk to the agent: pure functions of rules, paired accounts and facts. No clock, no I/O, no exception.
 *
 * <p>The rules of {@link ai.openclaw.xmpp} on nullness hold here too. Everything is immutable but
 * {@link ai.openclaw.xmpp.policy.RateLimits} and {@link ai.openclaw.xmpp.policy.LoopGuard}, which count.
 */
@NullMarked
package ai.openclaw.xmpp.policy;

import org.jspecify.annotations.NullMarked;
