/** Rooms of several people (XEP-0045). The rules of {@link ai.openclaw.xmpp} on nullness, threads and errors hold here too. */
@NullMarked
package ai.openclaw.xmpp.muc;

import org.jspecify.annotations.NullMarked;
