package ai.openclaw.xmpp.tck.simulation;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Secret;
import ai.openclaw.xmpp.muc.Affiliation;
import ai.openclaw.xmpp.muc.RoomConfig;
import ai.openclaw.xmpp.tck.sim.RoomSettings;
import ai.openclaw.xmpp.tck.sim.ServerSettings;
import ai.openclaw.xmpp.tck.sim.SimulatedRoom;
import ai.openclaw.xmpp.tck.sim.SimulatedServer;
import ai.openclaw.xmpp.tck.sim.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Where a run takes place, drawn from its seed: a server with its abilities, rooms with their settings, people. */
final class Stage {

    static final String NICK = "bot";

    private static final List<String> NAMES = List.of("alice", "bob", "carol", "dave");

    /**
     * A room that the bot wants to be in.
     *
     * @param first as it was at first
     * @param password what opens it, or {@code null}
     */
    record Place(
            SimulatedServer server,
            SimulatedRoom first,
            @Nullable String password) {
        RoomConfig config() {
            return new RoomConfig(jid(), NICK, password == null ? null : Secret.of(password));
        }

        Jid jid() {
            return first.jid();
        }

        boolean exists() {
            return server.findRoom(jid()).isPresent();
        }

        /** As it is now: it may have been destroyed, and made anew. */
        SimulatedRoom room() {
            return server.findRoom(jid()).orElse(first);
        }
    }

    private final SimulatedTime time;
    private final RandomGenerator random;
    private final SimulatedServer server;
    private final ServerSettings settings;
    private final Journal journal;
    private final Jid bot;
    private final List<Place> places = new ArrayList<>();
    private final List<Member> people = new ArrayList<>();
    private final @Nullable Member phone;

    Stage(SimulatedTime time, RandomGenerator random, Journal journal, Ears ears) {
        this.time = time;
        this.random = random;
        this.journal = journal;
        this.settings =
                new ServerSettings(chance(85), patience(), chance(70), chance(90), true, chance(70), chance(50));
        this.server = new SimulatedServer(time, "example.org", settings);
        server.trace(journal::trace);
        this.bot = server.account("bot", "secret");
        int many = random.nextInt(2, 5);
        for (int i = 0; i < many; i++) {
            Member member = new Member(server, server.person(NAMES.get(i)), NAMES.get(i));
            member.person().onStanza(stanza -> ears.heard(member.fullJid(), stanza));
            people.add(member);
        }
        this.phone = chance(30) ? new Member(server, server.person("bot", "phone"), "phone") : null;
        int rooms = random.nextInt(2, 5);
        for (int i = 0; i < rooms; i++) {
            places.add(place("room" + i));
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private Duration patience() {
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofSeconds(30);
            default -> Duration.ofMinutes(5);
        };
    }

    private Place place(String name) {
        String password = chance(25) ? "open sesame" : null;
        RoomSettings rules = RoomSettings.OPEN
                .withNonAnonymous(chance(50))
                .withMembersOnly(chance(25))
                .withArchived(chance(70))
                .withPassword(password);
        SimulatedRoom room = server.room(name, rules);
        people.forEach(member -> room.affiliation(member.jid(), Affiliation.MEMBER));
        room.affiliation(bot, chance(20) ? Affiliation.ADMIN : Affiliation.MEMBER);
        if (chance(50)) {
            room.subject("the subject of " + name);
        }
        return new Place(server, room, password);
    }

    SimulatedTime time() {
        return time;
    }

    RandomGenerator random() {
        return random;
    }

    SimulatedServer server() {
        return server;
    }

    ServerSettings settings() {
        return settings;
    }

    Journal journal() {
        return journal;
    }

    Jid bot() {
        return bot;
    }

    List<Place> places() {
        return places;
    }

    List<Member> people() {
        return people;
    }

    /** Another client of the bot's account, if there is one in this run. */
    @Nullable
    Member phone() {
        return phone;
    }

    <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
