package ai.openclaw.xmpp.openclaw.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The golden files hold both sides to the protocol's page: each record reads and writes exactly what stands there. */
class ProtocolFilesTest {

    private static final Path FILES = Path.of("src/test/resources/protocol");
    private static final Gson JSON = new Gson();

    private record Shape(Class<?> params, Class<?> result) {}

    private static final Map<String, Shape> SHAPES = shapes();

    private static Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new TreeMap<>();
        shapes.put("initialize", new Shape(Requests.Initialize.class, Answers.Initialized.class));
        shapes.put("account.start", new Shape(Requests.AccountStart.class, Answers.Started.class));
        shapes.put("account.stop", new Shape(Requests.Account.class, Answers.Stopped.class));
        shapes.put("message.send", new Shape(Requests.Send.class, Answers.Sent.class));
        shapes.put("preview.update", new Shape(PreviewCalls.Update.class, PreviewCalls.Shown.class));
        shapes.put("preview.finish", new Shape(PreviewCalls.Finish.class, PreviewCalls.Shown.class));
        shapes.put("message.edit", new Shape(Requests.Edit.class, Answers.Id.class));
        shapes.put("message.retract", new Shape(Requests.Retract.class, Answers.Ok.class));
        shapes.put("reaction.add", new Shape(Requests.React.class, Answers.Emojis.class));
        shapes.put("reaction.remove", new Shape(Requests.React.class, Answers.Emojis.class));
        shapes.put("agent.state", new Shape(Requests.AgentState.class, Answers.Ok.class));
        shapes.put("inbound.next", new Shape(Requests.Next.class, Answers.Ok.class));
        shapes.put("marker.set", new Shape(Requests.SetMarker.class, Answers.Marked.class));
        shapes.put("chatstate.set", new Shape(Requests.SetChatState.class, Answers.Ok.class));
        shapes.put("pairing.changed", new Shape(Requests.PairingChanged.class, Answers.Ok.class));
        shapes.put("status", new Shape(Requests.Account.class, Answers.Statuses.class));
        shapes.put("explain", new Shape(Requests.Explain.class, Answers.Explained.class));
        shapes.put("doctor", new Shape(Requests.Doctor.class, Answers.Findings.class));
        shapes.put("probe", new Shape(Requests.Probe.class, Answers.ProbeResult.class));
        shapes.put("directory.peers", new Shape(Requests.Directory.class, Answers.Directory.class));
        shapes.put("directory.rooms", new Shape(Requests.Directory.class, Answers.Directory.class));
        shapes.put("directory.members", new Shape(Requests.Directory.class, Answers.Directory.class));
        shapes.put("archive.read", new Shape(ServiceCalls.ReadArchive.class, ServiceCalls.History.class));
        shapes.put("pubsub.publish", new Shape(ServiceCalls.Publish.class, Answers.Id.class));
        shapes.put("pubsub.retract", new Shape(ServiceCalls.Retract.class, Answers.Ok.class));
        shapes.put("pubsub.items", new Shape(ServiceCalls.ReadNode.class, ServiceCalls.Items.class));
        shapes.put("pubsub.subscribe", new Shape(ServiceCalls.Subscribe.class, ServiceCalls.Subscribed.class));
        shapes.put("pubsub.unsubscribe", new Shape(ServiceCalls.Node.class, Answers.Ok.class));
        shapes.put("pubsub.subscriptions", new Shape(Requests.Account.class, ServiceCalls.Subscriptions.class));
        shapes.put("contact.lookup", new Shape(LookupCalls.Lookup.class, LookupCalls.Person.class));
        shapes.put("service.lookup", new Shape(LookupCalls.Lookup.class, LookupCalls.Service.class));
        shapes.put("bookmark.list", new Shape(Requests.Account.class, LookupCalls.Bookmarks.class));
        shapes.put("bookmark.put", new Shape(LookupCalls.PutBookmark.class, Answers.Ok.class));
        shapes.put("bookmark.remove", new Shape(RoomCalls.Named.class, Answers.Ok.class));
        shapes.put("block.list", new Shape(Requests.Account.class, ServiceCalls.Blocked.class));
        shapes.put("block.add", new Shape(ServiceCalls.AddBlock.class, Answers.Ok.class));
        shapes.put("block.remove", new Shape(ServiceCalls.Block.class, Answers.Ok.class));
        shapes.put("inbound.node", new Shape(ServiceCalls.NodeEvent.class, HostCalls.Disposition.class));
        shapes.put("target.resolve", new Shape(RoomCalls.Resolve.class, RoomCalls.Resolved.class));
        shapes.put("room.join", new Shape(RoomCalls.Join.class, RoomCalls.Info.class));
        shapes.put("room.leave", new Shape(RoomCalls.Named.class, Answers.Ok.class));
        shapes.put("room.info", new Shape(RoomCalls.Named.class, RoomCalls.Info.class));
        shapes.put("room.subject", new Shape(RoomCalls.Subject.class, Answers.Ok.class));
        shapes.put("room.invite", new Shape(RoomCalls.Member.class, Answers.Ok.class));
        shapes.put("room.role", new Shape(RoomCalls.Member.class, Answers.Ok.class));
        shapes.put("room.affiliation", new Shape(RoomCalls.Member.class, Answers.Ok.class));
        shapes.put("wizard.run", new Shape(Requests.Wizard.class, Answers.WizardResult.class));
        shapes.put("shutdown", new Shape(Requests.None.class, Answers.Ok.class));
        shapes.put("inbound.message", new Shape(HostCalls.InboundMessage.class, HostCalls.Disposition.class));
        shapes.put("inbound.event", new Shape(HostCalls.InboundEvent.class, HostCalls.Disposition.class));
        shapes.put("account.state", new Shape(HostCalls.AccountState.class, Requests.None.class));
        shapes.put("pairing.allowFrom", new Shape(HostCalls.AllowFrom.class, HostCalls.Entries.class));
        shapes.put("pairing.request", new Shape(HostCalls.PairingRequest.class, HostCalls.Issued.class));
        shapes.put("prompt.note", new Shape(HostCalls.Note.class, Requests.None.class));
        shapes.put("prompt.text", new Shape(HostCalls.Text.class, HostCalls.Value.class));
        shapes.put("prompt.select", new Shape(HostCalls.Select.class, HostCalls.Value.class));
        shapes.put("prompt.multiselect", new Shape(HostCalls.MultiSelect.class, HostCalls.Values.class));
        shapes.put("prompt.confirm", new Shape(HostCalls.Confirm.class, HostCalls.YesNo.class));
        shapes.put("menu.set", new Shape(MenuCalls.Menu.class, Answers.Ok.class));
        shapes.put("menu.run", new Shape(HostCalls.InboundMessage.class, MenuCalls.Ran.class));
        shapes.put("card.open", new Shape(MenuCalls.OpenCard.class, Answers.Sent.class));
        shapes.put("card.close", new Shape(MenuCalls.CloseCard.class, Answers.Ok.class));
        shapes.put("card.answer", new Shape(MenuCalls.CardAnswer.class, MenuCalls.CardAnswered.class));
        shapes.put("bot.status", new Shape(Requests.Account.class, BotCalls.BotStatus.class));
        shapes.put("bot.doctor", new Shape(Requests.Account.class, BotCalls.Examined.class));
        shapes.put("bot.reload", new Shape(Requests.None.class, Answers.Ok.class));
        shapes.put("pairing.list", new Shape(BotCalls.ListPairings.class, BotCalls.Pairings.class));
        shapes.put("pairing.approve", new Shape(BotCalls.PairingCode.class, BotCalls.Decided.class));
        shapes.put("pairing.deny", new Shape(BotCalls.PairingCode.class, BotCalls.Decided.class));
        shapes.put("pairing.revoke", new Shape(BotCalls.PairedPerson.class, BotCalls.Decided.class));
        return shapes;
    }

    private static JsonObject file(String method) throws IOException {
        return JsonParser.parseString(Files.readString(FILES.resolve(method + ".json")))
                .getAsJsonObject();
    }

    @TestFactory
    Stream<DynamicTest> everyRecordReadsAndWritesItsFile() {
        return SHAPES.entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> {
                    JsonObject golden = file(entry.getKey());
                    JsonElement params = golden.get("params");
                    assertEquals(
                            params,
                            JSON.toJsonTree(
                                    JSON.fromJson(params, entry.getValue().params())));
                    JsonElement result = golden.get("result");
                    if (result != null) {
                        assertEquals(
                                result,
                                JSON.toJsonTree(
                                        JSON.fromJson(result, entry.getValue().result())));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> unknownFieldsAreIgnoredAndAllButTheRequiredOnesMayBeMissing() {
        return SHAPES.entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> {
                    JsonObject params = file(entry.getKey()).getAsJsonObject("params");
                    JsonObject more = params.deepCopy();
                    more.addProperty("fieldOfTomorrow", true);
                    assertEquals(
                            params,
                            JSON.toJsonTree(JSON.fromJson(more, entry.getValue().params())));
                    assertNotNull(
                            JSON.fromJson(new JsonObject(), entry.getValue().params()));
                }));
    }

    @Test
    void thePageTheFilesAndTheRecordsNameTheSameMethods() throws IOException {
        String page = Files.readString(Path.of("../docs/protocol.md"));
        Map<String, String> onThePage = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| (`[a-zA-Z.]+`(?: / `[a-zA-Z.]+`)*) \\|")
                .matcher(page);
        while (row.find()) {
            for (String name : row.group(1).split(" / ")) {
                onThePage.put(name.replace("`", ""), "");
            }
        }
        assertEquals(SHAPES.keySet(), onThePage.keySet());
        try (Stream<Path> files = Files.list(FILES)) {
            assertEquals(
                    SHAPES.size(),
                    files.filter(file -> SHAPES.containsKey(
                                    file.getFileName().toString().replace(".json", "")))
                            .count());
        }
    }

    /** Fields that hold secrets or what people say, wherever they are. */
    private static final Set<String> QUIET = Set.of("password", "text", "body", "quote", "value");

    /** Words of ours that have such a name. */
    private static final Set<String> OURS = Set.of("explain", "prompt.select", "prompt.multiselect", "menu.set");

    @Tag("H-58")
    @TestFactory
    Stream<DynamicTest> secretsAndBodiesDoNotShowInRecords() {
        return SHAPES.entrySet().stream()
                .filter(entry -> !OURS.contains(entry.getKey()))
                .map(entry -> dynamicTest(entry.getKey(), () -> {
                    JsonObject golden = file(entry.getKey());
                    String params = show(golden.get("params"), entry.getValue().params());
                    assertFalse(params.contains("canary"), params);
                    if (golden.has("result")) {
                        String result =
                                show(golden.get("result"), entry.getValue().result());
                        assertFalse(result.contains("canary"), result);
                    }
                }));
    }

    private static String show(JsonElement json, Class<?> type) {
        JsonElement marked = json.deepCopy();
        mark(marked);
        return String.valueOf(JSON.fromJson(marked, type));
    }

    private static void mark(JsonElement json) {
        if (json.isJsonArray()) {
            json.getAsJsonArray().forEach(ProtocolFilesTest::mark);
        } else if (json.isJsonObject()) {
            JsonObject object = json.getAsJsonObject();
            for (String name : Set.copyOf(object.keySet())) {
                JsonElement value = object.get(name);
                if (QUIET.contains(name)
                        && value.isJsonPrimitive()
                        && value.getAsJsonPrimitive().isString()) {
                    object.addProperty(name, "canary");
                } else {
                    mark(value);
                }
            }
        }
    }
}
