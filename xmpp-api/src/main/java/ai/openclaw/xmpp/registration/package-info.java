/** Making accounts at a server (XEP-0077). The rules of {@link ai.openclaw.xmpp} on nullness, threads and errors hold here too. */
@NullMarked
package ai.openclaw.xmpp.registration;

import org.jspecify.annotations.NullMarked;
