package ai.openclaw.xmpp.profile;

/** Where a profile is kept. */
public enum ProfilePart {
    /** The vCard that every server knows (XEP-0054); with the picture (XEP-0153), unless the server makes that of {@link #AVATAR} (XEP-0398). */
    VCARD,
    /** The vCard that contacts are told of (XEP-0292). */
    VCARD4,
    /** The picture that contacts are told of (XEP-0084). */
    AVATAR,
    /** The nick that contacts are told of (XEP-0172). */
    NICK
}
