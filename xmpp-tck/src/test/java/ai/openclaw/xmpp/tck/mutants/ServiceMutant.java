package ai.openclaw.xmpp.tck.mutants;

import ai.openclaw.xmpp.Jid;
import ai.openclaw.xmpp.XmlElement;
import ai.openclaw.xmpp.command.AdHocCommand;
import ai.openclaw.xmpp.command.CommandAction;
import ai.openclaw.xmpp.command.CommandCall;
import ai.openclaw.xmpp.command.CommandResult;
import ai.openclaw.xmpp.command.Commands;
import ai.openclaw.xmpp.session.Stanza;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sessions that break one rule each on faces, commands and what servers keep. */
enum ServiceMutant implements TamperedWith {

    // Faces, and texts that grow.

    SAYS_IT_WROTE_WHAT_WAS_THERE("SE-701", "it is there already", Tampering.above(TamperedProfiles.writingAgain())),
    LOSES_WHAT_PEOPLE_KEPT("SE-701", "<kept by hand>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            boolean named = stanza.child("vcard-temp", "vCard")
                    .flatMap(card -> card.child("vcard-temp", "FN"))
                    .isPresent();
            super.send(named ? Changes.without(stanza, "vcard-temp", "TITLE") : stanza);
        }
    })),
    TAKES_THE_FACE_THAT_OTHERS_GIVE_IT("SE-702", "ffff", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            stanza.child("http://jabber.org/protocol/pubsub#event", "event")
                    .filter(event -> stanza.from() != null
                            && !stanza.from().bare().equals(address().bare()))
                    .flatMap(event -> Changes.published("urn:xmpp:avatar:metadata", event))
                    .ifPresent(this::send);
            super.onStanza(stanza);
        }
    })),
    READS_WITHOUT_END("SE-703", "too long", Tampering.above(TamperedProfiles.longWinded())),
    BELIEVES_ANYBODYS_TIME("SE-704", "but was: <PT1S>", Tampering.below(() -> new TamperedStream() {
        private volatile @Nullable Jid asked;

        @Override
        public void send(Stanza stanza) {
            if (stanza.child("jabber:iq:last", "query").isPresent()) {
                asked = stanza.to();
            }
            super.send(stanza);
        }

        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza.child("jabber:iq:last", "query").isPresent() ? Changes.from(stanza, asked) : stanza);
        }
    })),
    CORRECTS_NOTHING("SE-711", "but was: <nothing>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.without(stanza, each -> each.is("urn:xmpp:message-correct:0", "replace")));
        }
    })),
    SHOWS_CORRECTIONS_TO_ALL("SE-712", "nothing is shown", Tampering.above(TamperedLiveTexts.showingToAll())),

    // Commands.

    SERVES_EVERYBODY("SE-541", "expected: <[]>", Tampering.above(() -> new OfferingSession() {
        @Override
        AdHocCommand changed(AdHocCommand command) {
            return new AdHocCommand(
                    command.node(), command.name(), who -> CompletableFuture.completedFuture(true), command.handler());
        }
    })),
    LOSES_WHAT_IS_FILLED_IN("SE-542", "what=[tea]", Tampering.above(() -> new OfferingSession() {
        @Override
        AdHocCommand changed(AdHocCommand command) {
            return new AdHocCommand(
                    command.node(),
                    command.name(),
                    command.access(),
                    call -> command.handler().step(new CommandCall(call.from(), call.step(), Map.of())));
        }
    })),
    GOES_ON_FOR_WHOEVER_KNOWS_THE_ID("SE-543", "for somebody else", Tampering.below(() -> new CommandStream() {
        private @Nullable Jid owner;
        private @Nullable Jid other;

        @Override
        void step(Stanza stanza, XmlElement command) {
            if (command.attribute("sessionid") == null) {
                owner = stanza.from();
                toListener(stanza);
            } else {
                other = stanza.from();
                toListener(Changes.from(stanza, owner));
            }
        }

        @Override
        public void send(Stanza stanza) {
            super.send(
                    stanza.kind() == Stanza.Kind.IQ
                                    && other != null
                                    && stanza.to() != null
                                    && stanza.to().equals(owner)
                            ? new Stanza(
                                    stanza.kind(),
                                    stanza.type(),
                                    stanza.from(),
                                    other,
                                    stanza.id(),
                                    stanza.lang(),
                                    stanza.payload())
                            : stanza);
        }
    })),
    DOES_IT_AGAIN("SE-544", "it was done again", Tampering.below(() -> new CommandStream() {
        private boolean done;

        @Override
        void step(Stanza stanza, XmlElement command) {
            if ("complete".equals(command.attribute("action")) && done) {
                send(Changes.answer(stanza, "result"));
                acknowledge(stanza);
            } else {
                done |= "complete".equals(command.attribute("action"));
                toListener(stanza);
            }
        }
    })),

    // What servers keep.

    READS_BACKWARDS("SE-601", "[three, two, one]", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.deeply(
                    stanza,
                    each -> each.is("urn:xmpp:mam:2", "query")
                            ? each.with(XmlElement.of("urn:xmpp:mam:2", "flip-page"))
                            : each));
        }
    })),
    TAKES_THE_ARCHIVE_FOR_NEWS("SE-601", "history was handed over", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(stanza);
            if (stanza.child("urn:xmpp:mam:2", "result").isPresent()) {
                super.onStanza(Changes.another(Changes.message("again"), Jid.of("somebody@localhost/x")));
            }
        }
    })),
    KNOWS_NO_ARCHIVE_IDS("SE-602", "<null>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(Changes.without(stanza, each -> each.is("urn:xmpp:sid:0", "stanza-id")));
        }
    })),
    KEEPS_BOOKMARKS_TO_ITSELF("SE-611", "No value present", Tampering.below(() -> new Deaf("publish"))),
    BELIEVES_ANYBODY_OF_BOOKMARKS("SE-612", "<Tea> but was: <Trap>", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(isEvent(stanza) ? Changes.from(stanza, address().bare()) : stanza);
        }
    })),
    SHOWS_BOOKMARKS_TO_ALL("SE-613", "a stranger reads", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.without(stanza, PUBSUB, "publish-options"));
        }
    })),
    BELIEVES_ANYBODY_OF_NODES("SE-621", "<real> but was: <forged>", Tampering.below(() -> new TamperedStream() {
        private volatile @Nullable Jid service;

        @Override
        public void send(Stanza stanza) {
            if (stanza.child(PUBSUB, "pubsub")
                    .flatMap(pubsub -> pubsub.child(PUBSUB, "subscribe"))
                    .isPresent()) {
                service = stanza.to();
            }
            super.send(stanza);
        }

        @Override
        public void onStanza(Stanza stanza) {
            super.onStanza(isEvent(stanza) && service != null ? Changes.from(stanza, service) : stanza);
        }
    })),
    HEARS_OF_NO_NODE("SE-621", "was not told", Tampering.below(() -> new TamperedStream() {
        @Override
        public void onStanza(Stanza stanza) {
            if (!isEvent(stanza)) {
                super.onStanza(stanza);
            }
        }
    })),
    PUBLISHES_UNDER_OTHER_IDS("SE-622", "<a> but was:", Tampering.below(() -> new TamperedStream() {
        @Override
        public void send(Stanza stanza) {
            super.send(Changes.deeply(stanza, each -> each.is(PUBSUB, "item") ? each.with("id", null) : each));
        }
    })),
    BLOCKS_NOBODY("SE-631", "<hello> but was: <spam>", Tampering.below(() -> new Deaf("block")));

    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";

    private final String rule;
    private final String seen;
    private final Tampering tampering;

    ServiceMutant(String rule, String seen, Tampering tampering) {
        this.rule = rule;
        this.seen = seen;
        this.tampering = tampering;
    }

    @Override
    public String rule() {
        return rule;
    }

    @Override
    public String seen() {
        return seen;
    }

    @Override
    public Tampering tampering() {
        return tampering;
    }

    private static boolean isEvent(Stanza stanza) {
        return stanza.child(PUBSUB + "#event", "event").isPresent();
    }

    /** Takes a wish for granted instead of passing it on. */
    private static final class Deaf extends TamperedStream {
        private final String wish;

        private Deaf(String wish) {
            this.wish = wish;
        }

        @Override
        public void send(Stanza stanza) {
            boolean deaf = stanza.hasType("set")
                    && stanza.payload().stream()
                            .anyMatch(each -> each.name().equals(wish)
                                    || each.children().stream()
                                            .anyMatch(child -> child.name().equals(wish)));
            if (deaf) {
                onStanza(new Stanza(Stanza.Kind.IQ, "result", stanza.to(), null, stanza.id(), null, List.of()));
            } else {
                super.send(stanza);
            }
        }

        @Override
        public void acknowledge(Stanza stanza) {
            if (stanza.kind() != Stanza.Kind.IQ || stanza.to() != null) {
                super.acknowledge(stanza);
            }
        }
    }

    /** Sees the commands that the application offers. */
    private abstract static class OfferingSession extends TamperedSession {
        abstract AdHocCommand changed(AdHocCommand command);

        @Override
        public Commands commands() {
            Commands real = super.commands();
            return new Commands() {
                @Override
                public void register(AdHocCommand command) {
                    real.register(changed(command));
                }

                @Override
                public void unregister(String node) {
                    real.unregister(node);
                }

                @Override
                public CompletionStage<Map<String, String>> list(Jid entity) {
                    return real.list(entity);
                }

                @Override
                public CompletionStage<CommandResult> execute(
                        Jid entity,
                        String node,
                        @Nullable String sessionId,
                        CommandAction action,
                        Map<String, List<String>> values) {
                    return real.execute(entity, node, sessionId, action, values);
                }
            };
        }
    }

    /** Sees the steps that others take. */
    private abstract static class CommandStream extends TamperedStream {
        abstract void step(Stanza stanza, XmlElement command);

        final void toListener(Stanza stanza) {
            super.onStanza(stanza);
        }

        @Override
        public void onStanza(Stanza stanza) {
            Optional<XmlElement> command = stanza.child("http://jabber.org/protocol/commands", "command");
            if (stanza.hasType("set") && command.isPresent()) {
                step(stanza, command.get());
            } else {
                super.onStanza(stanza);
            }
        }
    }
}
