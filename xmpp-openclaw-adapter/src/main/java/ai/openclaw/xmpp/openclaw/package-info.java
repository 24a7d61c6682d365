/**
 * The runnable jar: its command line, and {@code serve}, which puts the parts of the sidecar together.
 *
 * <p>The rules of {@link ai.openclaw.xmpp} on nullness and errors hold here too.
 */
@NullMarked
package ai.openclaw.xmpp.openclaw;

import org.jspecify.annotations.NullMarked;
