"""Opening a database: a file of the person's own (SQLite), or a PostgreSQL server named by its URL.

A file is readable by its owner alone, is written through a log (WAL) that reaches the disk before a write is
acknowledged (`synchronous=FULL`), and waits for other writers instead of failing. Nothing is sent anywhere: a server
is used only where its URL is given.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from iliopsoas.errors import InputError, MissingExtra

PRIVATE = 0o600
"""Read and written by the owner alone (technical)."""
WAIT_MS = 30_000
"""How long a writer waits for another [ms] (technical)."""
POSTGRESQL = "postgresql"
SQLITE_HEAD = b"SQLite format 3\x00"


def default_database() -> Path:
    """Where the diary lies unless told: in the user's data folder."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "iliopsoas" / "diary.sqlite"


def is_url(database: str | Path) -> bool:
    """Whether a server is meant rather than a file."""
    return "://" in str(database)


def open_engine(database: str | Path) -> Engine:
    """A connection to a file or a server.

    Args:
        database: path of a file, made if it is not there, or a URL such as `postgresql+psycopg://user@host/name`.

    Raises:
        InputError: the file is no database, cannot be made, or the URL names another kind of database.
        MissingExtra: the driver for PostgreSQL is missing.
    """
    return _server(str(database)) if is_url(database) else _file(Path(database))


def make_private(path: Path) -> None:
    """Make a file that its owner alone may read, or take others' rights away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):  # it was there, or another writer was faster
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    if stat.S_IMODE(path.stat().st_mode) != PRIVATE:
        path.chmod(PRIVATE)


def check_sqlite(path: Path) -> None:
    """Raises InputError where a file is there and is no SQLite database."""
    if path.exists() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(SQLITE_HEAD)) != SQLITE_HEAD:
                raise InputError(f"{path} is no diary (not a SQLite file); name another file")


def copy_diary(path: Path, copy: Path) -> Path:
    """A private copy of a database's file, with what its log holds; both may be in use."""
    check_sqlite(path)
    make_private(copy)
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(copy)) as other:
        one.backup(other)
    return copy


def _server(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise InputError(f"the URL of the database cannot be read: {error}") from None
    if parsed.get_backend_name() != POSTGRESQL:
        raise InputError(f"'{parsed.get_backend_name()}' is no database of the diary; give a file or a postgresql URL")
    if parsed.drivername == POSTGRESQL:
        parsed = parsed.set(drivername=f"{POSTGRESQL}+psycopg")
    try:
        return create_engine(parsed)
    except ModuleNotFoundError as error:
        raise MissingExtra(f"a diary on a PostgreSQL server ({error.name})", "rehab") from None


def _file(path: Path) -> Engine:
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file for the diary")
    check_sqlite(path)
    try:
        make_private(path)
    except OSError as error:
        raise InputError(f"{path} cannot be made: {error.strerror}; name another file with --database") from None
    engine = create_engine(f"sqlite+pysqlite:///{path}", connect_args={"timeout": WAIT_MS / 1000})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions itself, below
        for pragma in (f"busy_timeout={WAIT_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a writer takes its turn at once, so that it cannot lose later

    return engine
