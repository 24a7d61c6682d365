/** JSON-RPC over two streams; bounded frames, a reader that never waits for the writer. */
@NullMarked
package ai.openclaw.xmpp.openclaw.rpc;

import org.jspecify.annotations.NullMarked;
