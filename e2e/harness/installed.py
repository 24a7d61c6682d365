"""The plugin, installed once by the host's own command and then copied: that command takes longer than a gateway's start."""

import contextlib
import fcntl
import hashlib
import json
import pathlib
import shutil
import sqlite3

from .gateway import Gateway, tool

PLACE = pathlib.Path(__file__).resolve().parents[2] / "target" / "e2e" / "installed"


def install(package, gateway):
    """What `gateway.install(package)` does."""
    template = _template(package)
    state = template / "home" / ".openclaw"
    for name in ("extensions", "state"):
        shutil.copytree(state / name, gateway.state / name, symlinks=True, dirs_exist_ok=True)
    for database in (gateway.state / "state").glob("*.sqlite"):
        _move(database, str(template), str(gateway.folder))
    was = json.loads((state / "openclaw.json").read_text(encoding="utf-8"))
    gateway.change(lambda config: config.update({name: was[name] for name in ("plugins", "meta")}))


def _template(package):
    """The folder of a gateway that has the plugin, made by whoever comes first."""
    content = hashlib.sha256(package.read_bytes())
    content.update(f"{tool('NODE24')} {tool('OPENCLAW')}".encode())
    folder = PLACE / content.hexdigest()[:16]
    PLACE.mkdir(parents=True, exist_ok=True)
    with open(PLACE / "lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            for old in PLACE.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            Gateway(folder, "http://127.0.0.1:9").install(package)
            (folder / "done").touch()
    return folder


def _move(database, before, now):
    """Of what the host notes of an installation, the folder's name is changed wherever it stands."""
    with contextlib.closing(sqlite3.connect(database)) as db, db:
        for table, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").fetchall():
            for _, column, kind, *_ in db.execute(f'PRAGMA table_info("{table}")').fetchall():
                if kind.upper() == "TEXT":
                    db.execute(f'UPDATE "{table}" SET "{column}" = replace("{column}", ?, ?) WHERE instr("{column}", ?)', (before, now, before))
