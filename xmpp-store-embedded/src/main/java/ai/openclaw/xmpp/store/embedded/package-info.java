/** State in one file. */
@NullMarked
package ai.openclaw.xmpp.store.embedded;

import org.jspecify.annotations.NullMarked;
