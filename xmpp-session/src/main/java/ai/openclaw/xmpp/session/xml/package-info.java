/**
 * XML as it is on an XMPP stream: cut into stanzas under limits before any parser sees it, read into neutral elements, written
 * without a way to break out. Pure: no I/O, no threads.
 */
@NullMarked
package ai.openclaw.xmpp.session.xml;

import org.jspecify.annotations.NullMarked;
