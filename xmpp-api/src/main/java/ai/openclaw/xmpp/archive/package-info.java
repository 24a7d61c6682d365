/** What was said before (XEP-0313). The rules of {@link ai.openclaw.xmpp} on nullness, threads and errors hold here too. */
@NullMarked
package ai.openclaw.xmpp.archive;

import org.jspecify.annotations.NullMarked;
