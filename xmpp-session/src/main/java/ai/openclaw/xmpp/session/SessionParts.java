package ai.openclaw.xmpp.session;

import ai.openclaw.xmpp.ChatKind;
import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.Message;
import ai.openclaw.xmpp.SessionConfig;
import ai.openclaw.xmpp.session.codec.OwnInfo;
import ai.openclaw.xmpp.spi.StateStore;

/** What a session consists of, put together: each part is given the parts that it needs. Loop thread only. */
final class SessionParts {

    final Loop loop;
    final Ids ids;
    final Announcer announcer;
    final Wire wire = new Wire();
    final OwnPresence presence;
    final Answers answers;
    final AccountBooks books;
    final Queries queries;
    final KeepAlive keepAlive;
    final Directory directory;
    final RosterBook roster;
    final RoomBook rooms;
    final Presences presences;
    final Outgoing outgoing;
    final OwnReactions reactions;
    final Lanes lanes;
    final Messages messages;
    final MediaTransfer media;
    final CommandDesk commands;
    final Calls calls;
    final AccountServices services;
    final ProfileDesk profile;
    final LiveDesk liveTexts;

    SessionParts(
            SessionConfig config,
            Environment environment,
            Loop loop,
            StateStore store,
            Announcer announcer,
            SessionStatus status) {
        Jid account = config.jid();
        Origin origin = new Origin(account);
        OwnInfo info = new OwnInfo(config.software());
        this.presence = new OwnPresence(info);
        this.answers = new Answers(config.software(), info);
        this.loop = loop;
        this.ids = new Ids(environment.random());
        this.announcer = announcer;
        this.books = new AccountBooks(
                store,
                account,
                loop,
                environment.random(),
                problem -> announcer.tell((to, session) -> to.onStoreProblem(session, problem)),
                wire::drop);
        this.queries = new Queries(origin, wire, loop, ids);
        this.keepAlive = new KeepAlive(queries, wire, loop);
        this.directory = new Directory(account, queries, books.caps());
        this.roster = new RosterBook(origin, wire, loop);
        this.rooms = new RoomBook(
                new RoomEntry.Shared(wire, queries, loop, environment, ids, presence),
                announcer,
                new RoomsSeen(books.rooms(), directory, loop));
        this.presences = new Presences(origin, rooms, directory, announcer);
        this.outgoing = new Outgoing(account, wire, rooms, queries, loop, ids, new MemoryOutbox());
        this.reactions = new OwnReactions(books.reactions(), outgoing);
        Revisions revisions = new Revisions(
                announcer::message, books.withdrawn(), () -> books.inbox().waiting() > 0, wire::drop, loop);
        this.lanes = new Lanes(
                books.inbox(), revisions::kept, revisions::handOver, this::isAnswerable, loop, environment.random());
        this.messages =
                new Messages(origin, rooms, outgoing, directory, announcer, books.inbox(), revisions, lanes, loop);
        this.calls = new Calls(loop, status::isClosed);
        this.media = new MediaTransfer(config, queries, directory, wire, calls, environment.threads());
        this.commands = new CommandDesk(origin, rooms, wire, loop, ids);
        this.services = new AccountServices(origin, rooms, directory, queries, announcer, calls, ids);
        this.profile = new ProfileDesk(account, queries, directory, rooms, wire, calls, presence);
        this.liveTexts = new LiveDesk(account, wire, directory, rooms, outgoing, books.previews(), calls, ids);
    }

    private boolean isAnswerable(Message message) {
        return message.kind() == ChatKind.DIRECT || rooms.joined(message.from()).isPresent();
    }
}
