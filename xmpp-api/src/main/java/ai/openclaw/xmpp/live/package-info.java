/** Text that is shown while it is written (XEP-0308). The rules of {@link ai.openclaw.xmpp} on nullness, threads and errors hold here too. */
@NullMarked
package ai.openclaw.xmpp.live;

import org.jspecify.annotations.NullMarked;
