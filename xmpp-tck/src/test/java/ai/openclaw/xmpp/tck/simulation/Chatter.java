package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.XmppSession;
import ai.openclaw.xmpp.session.Loop;
import ai.openclaw.xmpp.session.codec.Ns;
import ai.openclaw.xmpp.session.codec.Reactions;
import ai.openclaw.xmpp.session.codec.StanzaIds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What people do all day: write, react, come and go, change nicks; and now and then somebody forges something. */
final class Chatter {

    private static final int PAUSE_MILLIS = 3_000;

    private final Stage stage;
    private final Ledger ledger;
    private final XmppSession session;
    private final Loop loop;
    private final RandomGenerator random;
    private final Forger forger;
    private boolean stopped;

    Chatter(Stage stage, Ledger ledger, XmppSession session) {
        this.stage = stage;
        this.ledger = ledger;
        this.session = session;
        this.loop = stage.time().loop();
        this.random = stage.random();
        this.forger = new Forger(stage, ledger);
    }

    void start() {
        stage.people()
                .forEach(member -> stage.places().forEach(place -> {
                    if (random.nextInt(3) > 0) {
                        member.enter(place, member.name());
                    }
                }));
        next();
    }

    void stop() {
        stopped = true;
    }

    private void next() {
        loop.after(Duration.ofMillis(random.nextLong(100, 2 * PAUSE_MILLIS)), () -> {
            if (!stopped) {
                act();
                next();
            }
        });
    }

    private void act() {
        Member member = stage.any(stage.people());
        Stage.Place place = stage.any(stage.places());
        if (!stage.server().isUp()) {
            return;
        }
        int what = random.nextInt(100);
        if (what < 4) {
            member.goOffline();
        } else if (!member.comeOnline()) {
            return;
        } else if (what < 32) {
            sayDirectly(member);
        } else if (what < 64) {
            sayIn(member, place);
        } else if (what < 69) {
            sayPrivately(member, place);
        } else if (what < 75) {
            react(member, place);
        } else if (what < 81) {
            rename(member, place);
        } else if (what < 83) {
            swap(member, stage.any(stage.people()), place);
        } else if (what < 87) {
            member.leave(place);
        } else if (what < 89) {
            place.room().subject("#" + ledger.forged() + " subject");
        } else if (what < 92) {
            takeNick(member, place);
        } else if (what < 96) {
            phone(place);
        } else {
            forger.forge(member, place);
        }
    }

    private XmlElement body(int number, Member member) {
        return XmlElement.of(Ns.CLIENT, "body", "#" + number + " says " + member.name());
    }

    void sayDirectly(Member member) {
        say(member, random.nextInt(4) == 0 ? fullOrBare() : stage.bot());
    }

    private Jid fullOrBare() {
        return session.info().map(info -> info.address()).orElse(stage.bot());
    }

    private void say(Member member, Jid to) {
        int number = ledger.said(member.jid(), true);
        // Now and then an id is used twice, which makes it no copy (XEP-0359 §1).
        String id = "m" + (random.nextInt(50) == 0 ? number - 1 : number);
        member.message("chat", to, id, body(number, member), StanzaIds.originElement("m" + number));
    }

    /** Says something to us directly, and gives its text. */
    String sayLast(Member member) {
        int number = ledger.said(member.jid(), true);
        member.message("chat", stage.bot(), "m" + number, body(number, member));
        return "#" + number + " says " + member.name();
    }

    /** Says something in a room, and gives its text. */
    String sayLast(Member member, Stage.Place place) {
        int number = ledger.said(member.jid(), false);
        member.message("groupchat", place.jid(), "m" + number, body(number, member));
        return "#" + number + " says " + member.name();
    }

    private void sayIn(Member member, Stage.Place place) {
        if (!member.isIn(place)) {
            member.enter(place, member.name());
            return;
        }
        int number = ledger.said(member.jid(), false);
        XmlElement more = random.nextInt(6) == 0
                ? XmlElement.of(Ns.REPLY, "reply").with("id", "m" + (number - 1))
                : StanzaIds.originElement("m" + number);
        member.message("groupchat", place.jid(), "m" + number, body(number, member), more);
    }

    private void sayPrivately(Member member, Stage.Place place) {
        Optional<String> nick = place.room().nickOf(stage.bot());
        if (member.isIn(place) && nick.isPresent()) {
            int number = ledger.said(member.jid(), false);
            member.message(
                    "chat",
                    place.jid().withResource(nick.get()),
                    "m" + number,
                    body(number, member),
                    XmlElement.of(Ns.MUC_USER, "x"));
        }
    }

    private void react(Member member, Stage.Place place) {
        // Says who does it, so that it can be compared with whom the session takes for it.
        XmlElement reaction = Reactions.element("m1 by " + member.jid(), List.copyOf(Set.of("👍")));
        if (random.nextBoolean()) {
            member.message("chat", stage.bot(), "r" + ledger.forged(), reaction);
        } else if (member.isIn(place)) {
            member.message("groupchat", place.jid(), "r" + ledger.forged(), reaction);
        }
    }

    private void rename(Member member, Stage.Place place) {
        if (member.isIn(place)) {
            member.enter(place, random.nextBoolean() ? member.name() : member.name() + random.nextInt(10));
        }
    }

    private void swap(Member one, Member other, Stage.Place place) {
        Optional<String> first = place.room().nickOf(one.jid());
        Optional<String> second = place.room().nickOf(other.jid());
        if (one != other && first.isPresent() && second.isPresent() && other.isOnline()) {
            one.enter(place, "between");
            other.enter(place, first.get());
            one.enter(place, second.get());
        }
    }

    /** Works only while we are away. */
    private void takeNick(Member member, Stage.Place place) {
        if (place.room().nickOf(stage.bot()).isEmpty()) {
            stage.journal().hit("NICK_TAKEN");
            member.enter(place, Stage.NICK);
        }
    }

    /** The account's other client does this and that, to which we say nothing. */
    private void phone(Stage.Place place) {
        Member phone = stage.phone();
        if (phone == null || random.nextInt(5) == 0) {
            if (phone != null) {
                phone.goOffline();
            }
            return;
        }
        if (!phone.comeOnline()) {
            return;
        }
        Member friend = stage.any(stage.people());
        switch (random.nextInt(3)) {
            case 0 -> phone.message("chat", friend.jid(), "p" + ledger.forged(), body(ledger.own(), phone));
            case 1 -> {
                if (friend.comeOnline()) {
                    int number = ledger.said(friend.jid(), false);
                    friend.message("chat", phone.fullJid(), "m" + number, body(number, friend));
                }
            }
            default -> {
                boolean known = place.room().settings().nonAnonymous()
                        || stage.settings().occupantIds();
                if (known) {
                    phone.enter(place, "phone");
                    phone.message("groupchat", place.jid(), "p" + ledger.forged(), body(ledger.own(), phone));
                }
            }
        }
    }
}
