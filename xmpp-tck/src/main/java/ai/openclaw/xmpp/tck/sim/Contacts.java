package ai.openclaw.xmpp.tck.sim;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.session.codec.Ns;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An account's roster (RFC 6121 §2) and the requests that it has not answered. Server's loop only. */
final class Contacts {

    /**
     * A contact.
     *
     * @param to whether the account sees the contact's presence
     * @param from whether the contact sees the account's
     * @param asked whether the account's own request is open
     */
    record Contact(Jid jid, @Nullable String name, List<XmlElement> groups, boolean to, boolean from, boolean asked) {

        static Contact stranger(Jid jid) {
            return new Contact(jid, null, List.of(), false, false, false);
        }

        Contact named(@Nullable String newName, List<XmlElement> newGroups) {
            return new Contact(jid, newName, newGroups, to, from, asked);
        }

        Contact withTo(boolean sees) {
            return new Contact(jid, name, groups, sees, from, false);
        }

        Contact withFrom(boolean seen) {
            return new Contact(jid, name, groups, to, seen, asked);
        }

        Contact withAsked(boolean open) {
            return new Contact(jid, name, groups, to, from, open);
        }

        XmlElement item() {
            return XmlElement.of(Ns.ROSTER, "item")
                    .with("jid", jid.toString())
                    .with("name", name)
                    .with("subscription", to ? from ? "both" : "to" : from ? "from" : "none")
                    .with("ask", asked ? "subscribe" : null)
                    .with(groups);
        }
    }

    private final Map<Jid, Contact> contacts = new LinkedHashMap<>();
    private final Set<Jid> requests = new LinkedHashSet<>();

    Optional<Contact> find(Jid bare) {
        return Optional.ofNullable(contacts.get(bare));
    }

    List<Contact> all() {
        return List.copyOf(contacts.values());
    }

    void put(Contact contact) {
        contacts.put(contact.jid(), contact);
    }

    Optional<Contact> remove(Jid bare) {
        return Optional.ofNullable(contacts.remove(bare));
    }

    /** Who asked to see the account's presence and has no answer yet. */
    Set<Jid> requests() {
        return requests;
    }

    /** Those who see the account's presence. */
    List<Jid> subscribers() {
        return contacts.values().stream()
                .filter(Contact::from)
                .map(Contact::jid)
                .toList();
    }

    /** Those whose presence the account sees. */
    List<Jid> subscriptions() {
        return contacts.values().stream().filter(Contact::to).map(Contact::jid).toList();
    }

    boolean isSubscriber(Jid bare) {
        return find(bare).filter(Contact::from).isPresent();
    }
}
