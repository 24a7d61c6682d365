/** What goes over the wire, as {@code docs/protocol.md} has it. Records only grow; a field that is missing is {@code null}. */
@NullMarked
package ai.openclaw.xmpp.openclaw.wire;

import org.jspecify.annotations.NullMarked;
