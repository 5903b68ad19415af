"""The schema of a database: which it has, and the way to the newest. Forwards only, with a backup before each move."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from iliopsoas.errors import InputError
from iliopsoas.rehab.diary.database import POSTGRESQL, copy_diary

LOCK = 5_721_904
"""Number of the lock that two programs that migrate one server take in turn (technical)."""


def migration_steps() -> tuple[str, ...]:
    """Names of all schemas, the oldest first."""
    return tuple(reversed([step.revision for step in _scripts().walk_revisions()]))


def schema_of(engine: Engine) -> str | None:
    """The schema that a database has; None: it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine, *, to: str | None = None) -> Path | None:
    """Bring a database to the newest schema.

    Args:
        to: an older schema, for tests.

    Returns:
        The backup that was made of a file, None where nothing was changed or the database was empty. On a server the
        old tables are kept beside the new ones, as `before_0002_entry` and so on.

    Raises:
        InputError: a newer version of the program wrote it, or it is the database of something else.
    """
    known = migration_steps()
    goal = to or known[-1]
    found = _found(engine, known)
    if found is not None and known.index(found) >= known.index(goal):
        return None
    backup = _file_backup(engine, found) if found is not None else None
    with engine.begin() as connection:
        if connection.dialect.name == POSTGRESQL:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        now = MigrationContext.configure(connection).get_current_revision()  # another program may have been faster
        if now is None or known.index(now) < known.index(goal):
            if now is not None and connection.dialect.name == POSTGRESQL:
                _keep_tables(connection, known[known.index(now) + 1])
            _run(connection, goal)
    return backup


def _run(connection: Connection, goal: str) -> None:
    """All steps up to a schema, inside the connection's transaction."""
    scripts = _scripts()

    def steps(found: Any, _context: Any) -> list[RevisionStep]:
        way = scripts.iterate_revisions(goal, found or "base")
        return [MigrationStep.upgrade_from_script(scripts.revision_map, step) for step in reversed(list(way))]

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def _found(engine: Engine, known: tuple[str, ...]) -> str | None:
    """The schema of a database that this program may write to."""
    where = engine.url.render_as_string(hide_password=True)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        there = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if found is not None and found not in known:
        raise InputError(
            f"{where}: schema {found} is newer than this program knows ({known[-1]}); "
            "update iliopsoas. Nothing was changed"
        )
    if found is None and there:
        raise InputError(f"{where}: this is no diary; it has tables {', '.join(sorted(there)[:5])}; name another file")
    return found


def _file_backup(engine: Engine, found: str | None) -> Path | None:
    """A copy of a file, with what its log holds."""
    if engine.dialect.name == POSTGRESQL:
        return None
    path = Path(str(engine.url.database))
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return copy_diary(path, path.with_name(f"{path.name}.schema-{found}.{stamp}.backup"))


def _keep_tables(connection: Connection, step: str) -> None:
    """Copies of all tables on a server, in the transaction that changes them."""
    for name in inspect(connection).get_table_names():
        if not name.startswith("before_") and name != "alembic_version":
            connection.execute(text(f'CREATE TABLE "before_{step}_{name}" AS TABLE "{name}"'))


def _scripts() -> ScriptDirectory:
    folder = Path(__file__).with_name("migrations")
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("version_locations", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)
