package ai.openclaw.xmpp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An XML element: the hatch for extensions that this library has no words for.
 *
 * @param namespace its namespace, never a prefix; empty for none
 * @param name its local name
 * @param attributes in document order, by local name; {@code xml:lang} and other prefixed ones as {@code {namespace}name}
 * @param content child elements and text, in document order
 */
public record XmlElement(String namespace, String name, Map<String, String> attributes, List<XmlNode> content)
        implements XmlNode {

    public XmlElement {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an element needs a name");
        }
        // Most elements of most stanzas have none or one: an ordered map takes a hundred times as much memory.
        attributes = attributes.size() < 2
                ? Map.copyOf(attributes)
                : Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        content = List.copyOf(content);
    }

    /** An element without attributes and content. */
    public static XmlElement of(String namespace, String name) {
        return new XmlElement(namespace, name, Map.of(), List.of());
    }

    /** An element with nothing but text. */
    public static XmlElement of(String namespace, String name, String text) {
        return of(namespace, name).withText(text);
    }

    /** A copy with an attribute more (or changed); with {@code null} the attribute is left away. */
    public XmlElement with(String attribute, @Nullable String value) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        if (value == null) {
            changed.remove(attribute);
        } else {
            changed.put(attribute, value);
        }
        return new XmlElement(namespace, name, changed, content);
    }

    /** A copy with another child at the end. */
    public XmlElement with(XmlNode child) {
        List<XmlNode> changed = new ArrayList<>(content);
        changed.add(child);
        return new XmlElement(namespace, name, attributes, changed);
    }

    /** A copy with more children at the end. */
    public XmlElement with(List<? extends XmlNode> children) {
        List<XmlNode> changed = new ArrayList<>(content);
        changed.addAll(children);
        return new XmlElement(namespace, name, attributes, changed);
    }

    /** A copy with text at the end. */
    public XmlElement withText(String text) {
        return text.isEmpty() ? this : with(new XmlText(text));
    }

    /** The attribute's value, or {@code null}. */
    public @Nullable String attribute(String attribute) {
        return attributes.get(attribute);
    }

    /** The child elements, without the text between them. */
    public List<XmlElement> children() {
        return content.stream()
                .filter(XmlElement.class::isInstance)
                .map(XmlElement.class::cast)
                .toList();
    }

    /** The first child element of that name. */
    public Optional<XmlElement> child(String childNamespace, String childName) {
        return children().stream()
                .filter(child -> child.is(childNamespace, childName))
                .findFirst();
    }

    /** Whether this is an element of that name. */
    public boolean is(String otherNamespace, String otherName) {
        return name.equals(otherName) && namespace.equals(otherNamespace);
    }

    /** The text directly inside this element, joined. */
    public String text() {
        return content.stream()
                .filter(XmlText.class::isInstance)
                .map(node -> ((XmlText) node).value())
                .collect(Collectors.joining());
    }

    /** Without what is in it, and without the values of attributes: there may be words, names and passwords. */
    @Override
    public String toString() {
        return "{" + namespace + "}" + name + attributes.keySet();
    }
}
