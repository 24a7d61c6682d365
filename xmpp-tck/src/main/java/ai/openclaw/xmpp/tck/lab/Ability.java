package ai.openclaw.xmpp.tck.lab;

/** What a test may need of a server; without it the test is reported as not possible. */
public enum Ability {
    /** Streams can be resumed (XEP-0198). */
    RESUMPTION,
    /** What comes while a stream is being resumed is not sent before what came earlier. */
    ORDER_ACROSS_RESUMPTION,
    /** Accounts have an archive (XEP-0313). */
    ARCHIVE,
    /** Rooms have an archive (XEP-0313). */
    ROOM_ARCHIVE,
    /** Accounts have nodes (XEP-0163), which others may subscribe to. */
    PERSONAL_NODES,
    /** Accounts can have others kept away (XEP-0191). */
    BLOCKING,
    /** Copies for an account's other clients (XEP-0280). */
    CARBONS,
    /** Messages wait for who is not online (XEP-0160). */
    OFFLINE,
    /** There is a room service (XEP-0045), and anybody may make a room. */
    ROOMS,
    /** Rooms give their occupants ids (XEP-0421). */
    OCCUPANT_ID,
    /** Another client with the same resource ends the first one's stream with {@code conflict} (RFC 6120 §7.7.2.2). */
    CONFLICT,
    /** TLS from the first byte (XEP-0368). */
    DIRECT_TLS,
    /** WebSocket (RFC 7395). */
    WEBSOCKET,
    /** Accounts can be made in-band (XEP-0077). */
    REGISTRATION,
    /** Components may join (XEP-0114). */
    COMPONENT,
    /** Files can be uploaded (XEP-0363). */
    UPLOAD,
    /** The server can be stopped and started again. */
    RESTART,
    /** Engines reach it by sockets; without that nothing can be tested that a {@link ScriptedServer} does. */
    SOCKETS
}
