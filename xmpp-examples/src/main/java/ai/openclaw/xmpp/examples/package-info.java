/** Small programs that show how the library is used; run them as their comments say. */
@NullMarked
package ai.openclaw.xmpp.examples;

import org.jspecify.annotations.NullMarked;
