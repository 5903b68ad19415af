"""A PostgreSQL server of the tests' own: on a socket in a temporary folder, gone when the tests end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "diary"


def server_programs() -> Path | None:
    """The folder with `postgres` and `initdb`, of the distribution or on the path; None where there is none."""
    folders = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in folders if (f / "postgres").exists() and (f / "initdb").exists()), None)


def other_user() -> str | None:
    """Who runs the server where the tests run as root, which it refuses; None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None


@contextmanager
def running_server(programs: Path) -> Iterator[str]:
    """Start a server; gives the URL of its database, stops it at the end.

    Raises:
        RuntimeError: it does not start; says what it wrote.
    """
    user = other_user()
    folder = Path(tempfile.mkdtemp(prefix="diary-", dir="/tmp"))
    log = folder / "log"
    try:
        if user is not None:
            shutil.chown(folder, user)
        run = {"user": user, "cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}}
        made = subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8"],
            capture_output=True, text=True, check=False, **run,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(made.stderr.strip())
        command = [programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-F"]
        with log.open("wb") as out:
            server = subprocess.Popen(command, stdout=out, stderr=out, **run)
        try:
            _wait(server, folder / ".s.PGSQL.5432", log)
            yield f"postgresql+psycopg://{USER}@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # without waiting for those still connected
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(log.read_text(errors="replace").strip())
        if socket.exists() and "ready to accept connections" in log.read_text(errors="replace"):
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not start in 30 s")
