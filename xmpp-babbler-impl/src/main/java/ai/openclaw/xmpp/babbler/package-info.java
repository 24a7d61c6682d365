/**
 * The default engine: Babbler negotiates one stream over our own connection; after bind, stanzas go past it.
 *
 * <p>The rules of {@link ai.openclaw.xmpp} on nullness and errors hold here too.
 */
@NullMarked
package ai.openclaw.xmpp.babbler;

import org.jspecify.annotations.NullMarked;
