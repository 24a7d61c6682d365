/** Files shared by link (XEP-0066) and uploaded (XEP-0363). The rules of {@link ai.openclaw.xmpp} on nullness, threads and errors hold here too. */
@NullMarked
package ai.openclaw.xmpp.media;

import org.jspecify.annotations.NullMarked;
