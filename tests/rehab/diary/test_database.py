"""Where a diary lies, who may read it, and that everything that can be written comes back."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("sqlalchemy")

from iliopsoas.errors import InputError
from iliopsoas.rehab.diary.database import copy_diary, default_database, is_url, make_private, open_engine
from iliopsoas.rehab.diary.diary import Diary
from iliopsoas.rehab.diary.entries import DiaryEntry, DoneExercise, MeasuredOutcome

from .conftest import DEVICE, session

RATING = st.none() | st.integers(0, 10)
TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
EXERCISES = st.builds(
    DoneExercise,
    exercise=st.sampled_from(["straight_leg_raise", "seated_march", "bridge"]),
    side=st.sampled_from(["right", "left", "both"]),
    sets=st.integers(1, 50),
    repetitions=st.integers(1, 500),
    load_kg=st.floats(0.0, 300.0),
    hold_s=st.floats(0.0, 3600.0),
)
OUTCOMES = st.builds(
    MeasuredOutcome,
    measure=st.sampled_from(["pain", "hip_flexion_strength"]),
    value=st.floats(0.0, 6.0),
    side=st.sampled_from(["right", "left", "both"]),
)
ENTRIES = st.builds(
    DiaryEntry,
    person=TEXT.filter(str.strip),
    day=st.dates(date(2000, 1, 1), date(2025, 12, 31)),
    red_flags=st.lists(st.sampled_from(["hot_joint", "fall", "cancer"]), unique=True).map(tuple),
    pain_before=RATING,
    pain_during=RATING,
    pain_next_morning=RATING,
    effort=RATING,
    exercises=st.lists(EXERCISES, max_size=4).map(tuple),
    outcomes=st.lists(OUTCOMES, max_size=3).map(tuple),
    note=TEXT,
    recorded_at=st.datetimes(datetime(2000, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC)),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ENTRIES)
def test_whatever_can_be_written_comes_back(file_diary: Diary, entry: DiaryEntry) -> None:
    written = file_diary.add(entry)
    assert file_diary.entry(entry.id) == written
    assert written.device == DEVICE
    assert next(e for e in file_diary.history(entry.person) if e.id == entry.id) == written


def test_a_time_of_another_zone_is_kept_in_utc(diary: Diary) -> None:
    there = datetime(2026, 3, 1, 8, 30, tzinfo=timezone(timedelta(hours=-7)))
    entry = diary.add(session(recorded_at=there))
    (back,) = diary.entries()
    assert back.recorded_at == there
    assert back.recorded_at.tzinfo == UTC
    assert back.id == entry.id


def test_texts_of_all_scripts_come_back(diary: Diary) -> None:
    words = "Größe, боль, 痛み, ألم, 'quoted', \"twice\", 100 %, {braces}, ; DROP TABLE entry; --"
    diary.add(session(note=words))
    assert diary.entries()[0].note == words


def test_the_default_lies_in_the_users_data_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_database() == home / "diary.sqlite"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/somewhere")
    assert default_database() == Path("/somewhere/.local/share/iliopsoas/diary.sqlite")


def test_without_a_name_the_default_is_opened(home: Path) -> None:
    with Diary.open() as diary:
        diary.add(session())
    assert (home / "diary.sqlite").exists()
    with Diary.open() as again:
        assert len(again.entries()) == 1


@pytest.mark.parametrize(("name", "url"), [("a.sqlite", False), ("postgresql://x", True), ("/a/b:c", False)])
def test_a_url_is_told_from_a_file(name: str, url: bool) -> None:
    assert is_url(name) is url


def test_others_lose_their_rights(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    make_private(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o666)
    path.write_text("kept")
    make_private(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "kept"


def test_a_file_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises((InputError, OSError)) as told:
        open_engine(tmp_path / "file" / "diary.sqlite")
    assert "cannot be made" in str(told.value)


def test_a_copy_holds_what_only_the_log_holds(file_diary: Diary, tmp_path: Path) -> None:
    """Taken while the diary is open and nothing was written back from its log."""
    file_diary.add(session())
    copy = copy_diary(Path(str(file_diary.engine.url.database)), tmp_path / "copy.sqlite")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with Diary.open(copy) as other:
        assert other.history() == file_diary.history()


def test_a_copy_is_made_of_diaries_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear diary, this is no database")
    with pytest.raises(InputError, match="letter is no diary"):
        copy_diary(tmp_path / "letter", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_writers_that_begin_at_the_same_moment_share_one_new_file(tmp_path: Path) -> None:
    together = Barrier(4)

    def begin(k: int) -> int:
        together.wait()
        for place in range(20):
            make_private(tmp_path / f"{place}.sqlite")
        return k

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(begin, range(4))) == [0, 1, 2, 3]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
