package ai.openclaw.xmpp;

/** A piece of XML content: an element, or the text between elements. */
public sealed interface XmlNode permits XmlElement, XmlText {}
