/** Publishing and subscribing (XEP-0060, XEP-0163). The rules of {@link ai.openclaw.xmpp} on nullness, threads and errors hold here too. */
@NullMarked
package ai.openclaw.xmpp.pubsub;

import org.jspecify.annotations.NullMarked;
