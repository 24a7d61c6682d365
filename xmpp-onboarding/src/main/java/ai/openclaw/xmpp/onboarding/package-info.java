/**
 * Getting an account online for the first time: questions as data, asked in a terminal or by the host; trying the answers out.
 *
 * <p>The rules of {@link ai.openclaw.xmpp} on nullness and errors hold here too.
 */
@NullMarked
package ai.openclaw.xmpp.onboarding;

import org.jspecify.annotations.NullMarked;
