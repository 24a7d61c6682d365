/** Whom to trust, in JSSE's terms: one place for engines and file transfers. */
@NullMarked
package ai.openclaw.xmpp.session.tls;

import org.jspecify.annotations.NullMarked;
