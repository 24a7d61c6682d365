/** Contract tests for backend authors, and a simulated server for everybody who tests a bot. */
@NullMarked
package ai.openclaw.xmpp.tck;

import org.jspecify.annotations.NullMarked;
