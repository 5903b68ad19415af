"""What tests of the diary share: an empty database of each kind, and entries."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from iliopsoas.rehab.diary.entries import DiaryEntry, DoneExercise

from .postgresql_server import running_server, server_programs

if TYPE_CHECKING:
    from iliopsoas.rehab.diary.diary import Diary

LACKING = [name for name in ("sqlalchemy", "alembic") if find_spec(name) is None]
collect_ignore = [f"test_{name}.py" for name in ("database", "diary", "kill", "merging", "schema")] if LACKING else []
DEVICE = "00000000-0000-4000-8000-000000000001"
YESTERDAY = date.today() - timedelta(days=1)


def pytest_report_header() -> str:
    """Say what is not tested."""
    return (
        f"diary: databases are not tested, {' and '.join(LACKING)} is not installed" if LACKING else "diary: all tested"
    )


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, an empty one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "iliopsoas"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server; skipped where none can be started, with the reason."""
    programs = server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server: the distribution's programs `postgres` and `initdb` are not installed")
    pytest.importorskip("psycopg", reason="no driver for PostgreSQL: the package psycopg is not installed")
    made = running_server(programs)
    try:
        url = made.__enter__()
    except (RuntimeError, OSError) as error:
        pytest.skip(f"no PostgreSQL server: it does not start here ({error})")
    yield url
    made.__exit__(None, None, None)


@pytest.fixture(params=["file", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes empty databases of one kind: a file, or a schema of its own on a real server."""
    if request.param == "file":
        return lambda: str(tmp_path / f"{uuid.uuid4().hex}.sqlite")
    url = request.getfixturevalue("server")

    def make() -> str:
        import psycopg

        name = f"d{uuid.uuid4().hex}"
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{url}&options=-csearch_path%3D{name}"

    return make


@pytest.fixture
def diary(new_database: Callable[[], str]) -> Iterator[Diary]:
    """An empty diary."""
    from iliopsoas.rehab.diary.diary import Diary

    with Diary.open(new_database(), device=DEVICE) as opened:
        yield opened


@pytest.fixture
def file_diary(tmp_path: Path) -> Iterator[Diary]:
    """An empty diary in a file."""
    from iliopsoas.rehab.diary.diary import Diary

    with Diary.open(tmp_path / "diary.sqlite", device=DEVICE) as opened:
        yield opened


def session(**changes: Any) -> DiaryEntry:
    """A plain session of yesterday."""
    done = DoneExercise(exercise="straight_leg_raise", side="right", sets=3, repetitions=10, load_kg=1.0, hold_s=3.0)
    told: dict[str, Any] = {
        "person": "anna",
        "day": YESTERDAY,
        "red_flags": (),
        "pain_before": 2,
        "pain_during": 2,
        "effort": 5,
        "exercises": (done,),
    }
    return DiaryEntry(**(told | changes))
