/** Ad-hoc commands (XEP-0050) with data forms (XEP-0004): served to others, and run at others. */
@NullMarked
package ai.openclaw.xmpp.command;

import org.jspecify.annotations.NullMarked;
