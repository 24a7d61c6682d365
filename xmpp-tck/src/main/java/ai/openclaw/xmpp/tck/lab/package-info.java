/**
 * Servers and networks for tests: real servers of this machine, a network that can be cut, another person to talk to, a server that
 * lies. Everything listens on loopback and lives in temporary directories.
 */
@NullMarked
package ai.openclaw.xmpp.tck.lab;

import org.jspecify.annotations.NullMarked;
