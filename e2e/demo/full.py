"""./demo: the agent in a chat, in this terminal and in the browser."""

from harness.scene import BOT, password_of

from .chat import HELP, Chat
from .page import Page
from .stage import PERSON, real_model, set_up

WELCOME = """
The agent is online. {model}

  Browser      {page}
  Any client   address {jid}, password “{password}”, server localhost, port {port} (STARTTLS)
               certificate authority to trust: {ca}
  The agent    {bot}, and in the room {room} as “bot”

{help}

Say hello: the agent does not know you yet, so it will send you a pairing code first. Ctrl-C or /quit ends everything.
"""


def run():
    scene = set_up(use_real_model=True)
    try:
        with scene.person(PERSON, resource="terminal") as person, \
                Page(scene.server, person.jid, password_of(PERSON), BOT, [scene.room]) as page:
            person.join(scene.room, PERSON)
            model = "A real model answers." if real_model() else "A stand-in for a language model answers: say help to it."
            print(WELCOME.format(model=model, page=page.url, jid=person.jid, password=password_of(PERSON),
                                 port=scene.server.port, ca=scene.server.ca_file, bot=BOT, room=scene.room, help=HELP))
            Chat(person, scene.room, "bot", scene.gateway).run()
    finally:
        print("\nStopping everything …", flush=True)
        scene.close()
    return 0
