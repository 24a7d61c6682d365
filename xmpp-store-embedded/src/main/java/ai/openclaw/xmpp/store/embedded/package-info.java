/** State in one file, by H2's MVStore: a log-structured store in this process, without a server and without SQL. */
@NullMarked
package ai.openclaw.xmpp.store.embedded;

import org.jspecify.annotations.NullMarked;
