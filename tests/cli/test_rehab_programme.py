"""`iliopsoas rehab screen` and `rehab plan`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from iliopsoas.cli.app import app
from iliopsoas.errors import InputError
from iliopsoas.rehab.programme import person_cards
from rehab.programme.people import MadeUpCards

RUN = CliRunner()
PROFILES = Path(__file__).parents[2] / "examples" / "profiles"
WOMAN = str(PROFILES / "woman_67_tendinopathy.toml")
PHYSICIAN = "For hip pain or trouble walking, see a physician."


def _out(*words: str) -> str:
    return RUN.invoke(app, ["rehab", *words], catch_exceptions=False).stdout


@pytest.fixture(autouse=True)
def _made_up_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """No body is computed here."""
    monkeypatch.setattr(person_cards, "PersonCards", lambda *_, **__: MadeUpCards())


def test_screen_asks_in_plain_words() -> None:
    text = _out("screen")
    assert "Did the pain start with a fall, a crash or a hard blow?  [open]" in text
    assert "18 open: " in text or "17 open: " in text
    assert PHYSICIAN in text


def test_screen_ends_at_a_physician_with_why_and_how_soon() -> None:
    text = _out("screen", "--answer", "hot_joint=yes", "--answer", "fall=no", "--physician-seen")
    assert (
        "SEE A PHYSICIAN (emergency): Go to an emergency room now, or call for help. The joint could be infected."
        in text
    )
    found = json.loads(_out("screen", "--answer", "hot_joint=yes", "--physician-seen", "--json"))
    assert [r["how_soon"] for r in found["see_physician"]] == ["emergency"]
    assert "fall" in found["open"]


def test_screen_of_a_profile_is_clear() -> None:
    assert "No red flag was named" in _out("screen", WOMAN)
    assert json.loads(_out("screen", WOMAN, "--json"))["clear"] is True
    assert json.loads(_out("screen", WOMAN, "--answer", "cancer=yes", "--json"))["clear"] is False


def test_screen_asks_whom_it_concerns() -> None:
    young = _out("screen", "--age", "15", "--condition", "after_hip_replacement=0.3", "--sign", "poor_balance")
    assert "young_with_limp" in young
    assert "replaced_hip" in young


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--answer", "fall"], r"'fall': write fall=yes, fall=no or fall=cleared"),
        (["--answer", "fell=no"], r"no screening question is called 'fell'. Did you mean 'fall'"),
        (["--sign", "balance"], r"no sign is called 'balance'. Did you mean 'poor_balance'"),
        (["--condition", "sore"], r"no condition is called 'sore'"),
    ],
)
def test_screen_tells_a_wrong_word(words: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        _out("screen", *words)


def test_plan_as_json() -> None:
    found = json.loads(_out("plan", WOMAN, "--json"))
    assert [p["name"] for p in found["phases"]] == ["calm", "activate", "strengthen", "load", "return"]
    for phase in found["phases"]:
        assert phase["weeks"] >= 1
        assert 2 <= len(phase["exercises"]) <= 4
        assert all({"exercise", "dose", "reason"} <= set(e) for e in phase["exercises"])
    assert found["see_physician"] == []
    assert {"exercise", "reason", "rule", "instead"} == set(found["refused"][0])
    bands = found["forecast"]["strength"]["bands"]
    assert bands[6]["low"] < bands[6]["median"] < bands[6]["high"]


def test_plan_in_words() -> None:
    text = _out("plan", WOMAN)
    assert text.startswith("Rest: First rest for 1 to 3 days.")
    assert "calm, 2 weeks. Go on when: Pain at rest is 3 of 10 or less." in text
    assert "Not in the plan:" in text
    assert "Stop rule: Stop if the pain gets worse." in text
    assert "Forecast of strength: week 6: " in text
    assert "Simulated, for a professional; not a diagnosis." in text
    assert PHYSICIAN in text


def test_a_red_flag_has_no_plan() -> None:
    flagged = str(PROFILES / "red_flag_night_pain.toml")
    assert "SEE A PHYSICIAN (today)" in _out("plan", flagged)
    found = json.loads(_out("plan", flagged, "--json"))
    assert found["phases"] == []
    assert found["forecast"] is None
    assert found["see_physician"][0]["question"] == "fever_or_weight_loss"


def test_changes() -> None:
    found = json.loads(
        _out("plan", WOMAN, "--set", "load.weeks=9", "--set", "stage=load", "--without", "slr_cuff", "--json")
    )
    assert [(p["name"], p["weeks"]) for p in found["phases"]] == [("load", 9), ("return", 4)]
    assert next(r for r in found["refused"] if r["exercise"] == "slr_cuff")["rule"] == "chosen"


def test_a_plan_is_written_edited_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    _out("plan", WOMAN, "--out", str(file))
    text = file.read_text(encoding="utf-8")
    first = json.loads(_out("plan", str(file), "--json"))
    assert first["phases"] == json.loads(_out("plan", WOMAN, "--json"))["phases"]
    file.write_text(text.replace("weeks = 2", "weeks = 3", 1), encoding="utf-8")
    assert json.loads(_out("plan", str(file), "--json"))["phases"][0]["weeks"] == 3
    file.write_text(text.replace('fall = "no"', 'fall = "yes"'), encoding="utf-8")
    with pytest.raises(InputError, match=r"plan\.toml, line 1: no exercise before a physician was seen"):
        _out("plan", str(file))
    with pytest.raises(InputError, match=r"--set and --without change a profile's plan; edit this plan file itself"):
        _out("plan", str(file), "--set", "load.weeks=9")


def test_without_loads_a_cap_refuses_everything() -> None:
    found = json.loads(_out("plan", WOMAN, "--no-loads", "--json"))
    assert all(p["exercises"] == [] for p in found["phases"])
    assert {r["rule"] for r in found["refused"]} == {"precaution", "unknown load"}
