"""Real parts for end-to-end tests: an XMPP server, a person, a stand-in model, the OpenClaw gateway."""
