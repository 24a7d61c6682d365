"""What full demo and smoke share: a scene with the demo's people, and steps told to the person as they happen."""

import os
import time

from harness.model import Model
from harness.pictures import png
from harness.scene import Scene

from .answers import decide

PERSON = "you"


def step(text):
    """Prints what is happening; the returned function says how long it took."""
    begin = time.monotonic()
    print(f"{text} … ", end="", flush=True)
    return lambda more="": print(f"{time.monotonic() - begin:.1f} s{more}", flush=True)


def real_model():
    """Settings for a real model, when the environment names one."""
    key, url = os.environ.get("OPENAI_API_KEY"), os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
    if not key:
        return None
    name = os.environ.get("OPENAI_MODEL", "gpt-4.1-mini")
    return {
        "models": {"mode": "merge", "providers": {"real": {
            "baseUrl": url, "apiKey": key, "api": "openai-completions",
            "models": [{"id": name, "name": name, "reasoning": False, "input": ["text", "image"],
                        "cost": {"input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0},
                        "contextWindow": 128000, "maxTokens": 4096}]}}},
        "model": f"real/{name}",
    }


def set_up(use_real_model):
    """A scene whose server runs and whose gateway is online in the room; the caller closes it."""
    scene = Scene([PERSON, "guest"], model=Model(decide), settings={"commands": {"ownerAllowFrom": [f"xmpp:{PERSON}@localhost"]}})
    try:
        _start(scene, use_real_model and real_model())
    except BaseException:
        scene.close()
        raise
    return scene


def _start(scene, real):
    if real:
        def use(config):
            config["models"] = real["models"]
            config["agents"]["defaults"]["model"]["primary"] = real["model"]
        scene.gateway.change(use)
    (scene.gateway.workspace / "meadow.png").write_bytes(png(160, 120, (40, 140, 70)))

    done = step("Starting the XMPP server")
    scene.server.start()
    done()
    done = step("Installing the plugin in OpenClaw")
    scene.install(by_command=True)
    scene.gateway.configure(scene.channel(rooms=[scene.room]))
    done()
    done = step("Starting the gateway (its first start is slow)")
    scene.gateway.start()
    done()
