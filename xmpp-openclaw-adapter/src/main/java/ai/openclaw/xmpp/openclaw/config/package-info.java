/** An account's settings: the table of all fields, and the way from JSON to records. Typesafe Config stays in here. */
@NullMarked
package ai.openclaw.xmpp.openclaw.config;

import org.jspecify.annotations.NullMarked;
