/** What a provider of XMPP sessions implements. The rules of {@link ai.openclaw.xmpp} on nullness, threads and errors hold here too. */
@NullMarked
package ai.openclaw.xmpp.spi;

import org.jspecify.annotations.NullMarked;
