"""A page on loopback with converse.js, logged in as the demo's person."""

import functools
import json
import os
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from harness.network import LOOPBACK

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>openclaw-xmpp demo</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/client/converse.min.css">
</head>
<body class="converse-fullscreen">
<div id="conversejs-bg"></div>
<script type="module">
import "/client/converse.min.js";
window.converse.plugins.add("openclaw-demo", {
  initialize() {
    const { api } = this._converse;
    // auto_join_rooms would give the room the focus; the chat with the agent is what people come for.
    api.listen.on("chatBoxesFetched", async () => {
      for (const room of ROOMS) await api.rooms.open(room, { nick: NICK, hidden: true });
      await api.chats.open(AGENT, {}, true);
    });
  },
});
window.converse.initialize(SETTINGS);
</script>
</body>
</html>
"""


class Page:
    def __init__(self, server, jid, password, agent, rooms=()):
        settings = {
            "authentication": "login", "auto_login": True, "jid": f"{jid}/browser", "password": password,
            "websocket_url": server.websocket_url, "discover_connection_methods": False,
            "view_mode": "fullscreen", "allow_non_roster_messaging": True, "assets_path": "/client/",
            "muc_nickname_from_jid": True, "show_client_info": False,
            "show_controlbox_by_default": True, "play_sounds": False,
            "whitelisted_plugins": ["openclaw-demo"], "blacklisted_plugins": ["converse-omemo"],
        }
        values = {"SETTINGS": settings, "ROOMS": list(rooms), "NICK": jid.partition("@")[0], "AGENT": agent}
        page = re.sub("|".join(values), lambda name: _script(values[name.group()]), PAGE).encode()
        handler = functools.partial(_Handler, page, directory=os.environ["CONVERSE"])
        self._http = ThreadingHTTPServer((LOOPBACK, 0), handler)
        self._http.daemon_threads = True
        self.url = f"http://localhost:{self._http.server_port}/"
        threading.Thread(target=self._http.serve_forever, name="page", daemon=True).start()

    def close(self):
        self._http.shutdown()
        self._http.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _script(value):
    return json.dumps(value, indent=2).replace("</", "<\\/")


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, page, *args, **more):
        self._page = page
        super().__init__(*args, **more)

    def do_GET(self):
        if self.path.partition("?")[0] == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(self._page)))
            self.end_headers()
            self.wfile.write(self._page)
        elif self.path.startswith("/client/"):
            self.path = self.path[len("/client"):]
            super().do_GET()
        else:
            self.send_error(404)

    def list_directory(self, path):
        self.send_error(404)

    def log_message(self, *_):
        pass
