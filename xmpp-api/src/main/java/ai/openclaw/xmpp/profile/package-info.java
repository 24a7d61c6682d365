/** Names and faces: what an account shows of itself, and what others show (XEP-0054, XEP-0084, XEP-0153, XEP-0172, XEP-0292). */
@NullMarked
package ai.openclaw.xmpp.profile;

import org.jspecify.annotations.NullMarked;
