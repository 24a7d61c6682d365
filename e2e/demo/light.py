"""./demo --light: the echo bot of xmpp-examples, a Java program on xmpp-api without OpenClaw."""

import os
import pathlib
import shutil
import tempfile

from harness.embedded import Embedded, class_path, java
from harness.person import Person
from harness.process import Process
from harness.prosody import Prosody
from harness.scene import BOT, BOT_PASSWORD, password_of

from .chat import Chat
from .stage import PERSON, step

MAIN = "ai.openclaw.xmpp.examples.EchoBot"

WELCOME = """
The echo bot is online.

  Any client   address {jid}, password “{password}”, server localhost, port {port} (STARTTLS)
               certificate authority to trust: {ca}
  The bot      {bot}

Say something: it says it back. Ctrl-C or /quit ends everything.
"""


def run():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ocx-"))
    server = Embedded(folder / "server") if os.environ.get("EMBEDDED") else Prosody(folder / "server")
    bot = None
    try:
        server.add_account("bot", BOT_PASSWORD)
        server.add_account(PERSON, password_of(PERSON))
        done = step("Starting the XMPP server")
        server.start()
        done()
        done = step("Starting the echo bot")
        bot = start_bot(server, folder)
        done()
        with Person(f"{PERSON}@localhost", password_of(PERSON), server, resource="terminal") as person:
            print(WELCOME.format(jid=person.jid, password=password_of(PERSON), port=server.port,
                                 ca=server.ca_file, bot=BOT))
            Chat(person, f"garden@{server.rooms}", "bot").run()
    finally:
        print("\nStopping everything …", flush=True)
        if bot:
            bot.stop()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def start_bot(server, folder):
    environment = {**os.environ, "XMPP_JID": BOT, "XMPP_PASSWORD": BOT_PASSWORD,
                   "XMPP_SERVER": f"xmpp://localhost:{server.port}", "XMPP_CA_FILE": server.ca_file}
    bot = Process("echo bot", [java(), "-cp", class_path(), MAIN, f"garden@{server.rooms}"], folder / "bot.log", env=environment)
    bot.wait_for(lambda: "online" in bot.log(), 30, "the line that says online")
    return bot

