"""`iliopsoas rehab log`, `progress`, `handout` and `export`."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

pytest.importorskip("sqlalchemy")
pytest.importorskip("alembic")

from iliopsoas.cli.app import app
from iliopsoas.cli.rehab.log import done_exercise, measured_outcome
from iliopsoas.errors import FileError, InputError, UnknownName
from iliopsoas.rehab.programme.plan_file import write_plan
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.profile_file import read_profile

RUN = CliRunner()
PROFILES = Path(__file__).parents[2] / "examples" / "profiles"
WOMAN = PROFILES / "woman_67_tendinopathy.toml"
PHYSICIAN = "For hip pain or trouble walking, see a physician."
SESSION = ("--exercise", "slr:3x10:side=left:load=0.5:hold=3", "--pain-before", "2", "--no-red-flags")


@pytest.fixture(autouse=True)
def _own_diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILIOPSOAS_DIARY", str(tmp_path / "diary.sqlite"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def person() -> str:
    return read_profile(WOMAN).identity


def _out(*words: object) -> str:
    return RUN.invoke(app, ["rehab", *map(str, words)], catch_exceptions=False).stdout


def _json(*words: object) -> Any:
    return json.loads(_out(*words, "--json"))


def test_a_session_is_written_and_judged(person: str) -> None:
    text = _out("log", WOMAN, *SESSION, "--pain-during", "2")
    assert "written: " in text
    assert "pain rule: GO ON. Pain did not rise" in text
    assert PHYSICIAN in text
    data = _json("log", WOMAN, *SESSION, "--pain-during", "5", "--note", "tired")
    assert data["entry"]["person"] == person
    assert data["entry"]["exercises"] == [
        {"exercise": "straight_leg_raise", "side": "left", "sets": 3, "repetitions": 10, "load_kg": 0.5, "hold_s": 3.0}
    ]
    assert data["pain"]["advice"] in ("stop", "go on")
    assert data["see_physician"] == []


def test_a_warning_sign_ends_at_a_physician() -> None:
    words = ("log", WOMAN, "--exercise", "slr", "--red-flag", "hot_joint")
    assert "SEE A PHYSICIAN (emergency): Go to an emergency room now" in _out(*words)
    assert _json(*words)["see_physician"][0]["question"] == "hot_joint"
    assert "WARNING SIGN on" in _out("progress", WOMAN)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--exercise", "slr"), "the warning signs were not asked; give --no-red-flags"),
        (("--exercise", "slr", "--no-red-flags", "--red-flag", "fall"), "contradict each other"),
        (("--no-red-flags",), "the entry is empty"),
        (("--pain-before", "11", "--no-red-flags"), "pain before is 11"),
        (("--exercise", "slr:load=-2", "--no-red-flags"), "load_kg is -2.0"),
        (("--exercise", "slr:a lot", "--no-red-flags"), "'a lot' cannot be read"),
        (("--exercise", "slr", "--no-red-flags", "--day", "yesterday"), "is no day; write it as YYYY-MM-DD"),
        (("--exercise", "slr", "--no-red-flags", "--day", str(date.today() + timedelta(days=3))), "in the future"),
        (("--measure", "pain=much", "--no-red-flags"), "'much' is no number"),
        (("--correct", "zz", "--note", "x"), "no entry has an id that begins with 'zz'"),
    ],
)
def test_bad_entries_are_refused_with_the_reason(words: tuple[str, ...], told: str) -> None:
    with pytest.raises(InputError, match=told.replace("(", r"\(")):
        _out("log", WOMAN, *words)
    assert "Nothing was written" in _out("progress", WOMAN)


def test_another_persons_plan_is_refused(tmp_path: Path, person: str) -> None:
    other = read_profile(PROFILES / "hip_arthritis.toml")
    plan = write_plan(make_plan(other), tmp_path / "plan.toml")
    with pytest.raises(InputError, match=f"the plan is that of '{other.identity}', not of '{person}'"):
        _out("log", WOMAN, *SESSION, "--plan", plan)


def test_a_plan_of_the_own_is_kept_with_the_entry(tmp_path: Path) -> None:
    plan = write_plan(make_plan(replace(read_profile(WOMAN), caps={})), tmp_path / "plan.toml")
    assert _json("log", WOMAN, *SESSION, "--plan", plan)["entry"]["plan"]
    assert _json("log", plan, *SESSION)["entry"]["plan"]
    assert _json("log", WOMAN, *SESSION)["entry"]["plan"] is None
    assert _json("progress", plan)["weeks"][0]["planned"] >= 1


def test_a_correction_and_a_taking_back() -> None:
    first = _json("log", WOMAN, *SESSION)["entry"]["id"]
    second = _json("log", WOMAN, "--correct", first[:13], "--pain-next-morning", "1")["entry"]
    assert second["replaces"] == first
    assert second["pain_before"] == 2
    assert len(_json("progress", WOMAN)["sessions"]) == 1
    _out("log", WOMAN, "--take-back", second["id"])
    assert _json("progress", WOMAN, "--history")["sessions"] == []
    text = _out("progress", WOMAN, "--history")
    assert f"replaces {first[:8]}" in text
    assert "taken back" in text
    with pytest.raises(InputError, match="a correction changes nothing"):
        _out("log", WOMAN, "--correct", first)


def test_another_persons_entry_is_not_corrected() -> None:
    first = _json("log", WOMAN, *SESSION)["entry"]["id"]
    with pytest.raises(InputError, match="use their own profile"):
        _out("log", PROFILES / "hip_arthritis.toml", "--correct", first, "--note", "x")


def test_progress_claims_no_change_within_the_error() -> None:
    for day, value in (("2026-03-02", 1.0), ("2026-04-13", 1.1)):
        _out("log", WOMAN, "--measure", f"hip_flexion_strength={value}:left", "--no-red-flags", "--day", day)
    (course,) = _json("progress", WOMAN)["outcomes"]
    assert course["reading"] == "no detectable change yet"
    assert course["values"] == [1.0, 1.1]
    assert "1 -> 1.1 N m/kg: no detectable change yet" in _out("progress", WOMAN)


def test_export_and_merge(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    pytest.importorskip("fhir.resources")
    _out("log", WOMAN, *SESSION)
    secret = tmp_path / "secret"
    secret.write_text("a long enough passphrase\n")
    out = tmp_path / "out"
    words = ("export", WOMAN, "--out", out, "--csv", "--fhir", "--cert", "--backup", "--passphrase-file", secret)
    files = _json(*words, "--no-loads")["files"]
    assert sorted(Path(f).name for f in files) == [
        "cert.csv", "diary.sealed", "outcomes.csv", "plan.csv", "programme.fhir.json", "sessions.csv",
        "simulated.fhir.json",
    ]  # fmt: skip
    merging = ("log", WOMAN, "--merge", out / "diary.sealed", "--passphrase-file", secret)
    assert "0 entries came in, 1 were here already." in _out(*merging)
    other = tmp_path / "other.sqlite"
    assert _json(*merging, "--database", other) == {"new": 1, "known": 0}
    assert _json(*merging[:3], other) == {"new": 0, "known": 1}
    with pytest.raises(InputError, match="say what to export"):
        _out("export", WOMAN, "--out", out)
    with pytest.raises(FileError, match="first line must be the passphrase"):
        _out("log", WOMAN, "--merge", out / "diary.sealed", "--passphrase-file", _empty(tmp_path))


def _empty(folder: Path) -> Path:
    path = folder / "empty"
    path.touch()
    return path


def test_handout_for_somebody_who_must_see_a_physician(tmp_path: Path) -> None:
    """Writes the files, without exercises."""
    pytest.importorskip("typst")
    profile = PROFILES / "red_flag_night_pain.toml"
    text = _out("handout", profile, "--out", tmp_path, "--report", "--with-diary", "--no-loads")
    assert "SEE A PHYSICIAN" in text
    assert {p.name for p in tmp_path.iterdir()} >= {"handout.pdf", "handout.html", "report.pdf", "report.html"}
    assert (tmp_path / "handout.pdf").read_bytes().startswith(b"%PDF")
    data = _json("handout", profile, "--out", tmp_path, "--no-loads", "--paper", "letter", "--large-print")
    assert data["simulated"] is True
    assert len(data["files"]) == 2


def test_handout_refuses_a_look_before_it_works(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no paper is called 'a3'"):
        _out("handout", WOMAN, "--out", tmp_path / "x", "--paper", "a3")
    assert not (tmp_path / "x").exists()


def test_what_is_typed_is_read() -> None:
    done = done_exercise("seated_march:2x8:hold=3")
    assert (done.exercise, done.sets, done.repetitions, done.hold_s, done.side) == ("seated_march", 2, 8, 3.0, "right")
    assert measured_outcome("pain=3").side == "both"
    assert measured_outcome("hip_extension=-4:left").value == -4.0


def test_help_loads_nothing_heavy() -> None:
    """The command line starts without database, typesetter or FHIR."""
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom iliopsoas.cli.app import app\n"
        "CliRunner().invoke(app, ['rehab', '--help'])\n"
        "print([m for m in ('sqlalchemy', 'alembic', 'typst', 'fhir', 'babel', 'mujoco', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
