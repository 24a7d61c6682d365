/** Pure translations between extensions' XML and the API's words: no I/O, no clock, no threads. */
@NullMarked
package ai.openclaw.xmpp.session.codec;

import org.jspecify.annotations.NullMarked;
