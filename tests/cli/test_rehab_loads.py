"""`iliopsoas rehab loads`: its table, JSON, figure, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.rehab.cards.made_up_cards import made_up
from typer.testing import CliRunner

from iliopsoas.cli.app import app
from iliopsoas.rehab.cards import load_cards
from iliopsoas.rehab.cards.load_card import Band, LoadCard, MeasuredLoad, PainfulCardLoad, Shortfall
from iliopsoas.rehab.cards.load_cards import CardSet

HIP = MeasuredLoad("hip", "without weight on the leg", 1.24, 0.62, 1.86, 6, 1.9, "schwachmeyer2013")
CARDS = (
    replace(made_up("straight_leg_raise", hip_contact_bw=1.9, iliopsoas_force_n=600.0), measured=(HIP,)),
    replace(
        made_up("slr_cuff", hip_contact_bw=2.7, share_of_maximum=1.1),
        shortfalls=(Shortfall("hip_flexion_r", 42.0, 40.0),),
        limited_by="over capacity: hip_flexion_r needs 42 N m",
        largest_cuff_kg=1.5,
    ),
    replace(
        made_up("bridge", iliopsoas_force_n=20.0, share_of_maximum=0.0),
        pain=(PainfulCardLoad("push on the right bursa", Band(1.44, 1.2, 1.6)),),
    ),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Cards without computing, and what was asked for."""
    calls: list[dict[str, object]] = []

    def cards(person: object, exercises: object, **options: object) -> CardSet:
        calls.append({"person": person, "exercises": exercises, **options})
        return CardSet(CARDS, {"side_plank": "side_plank: this body cannot do it"})

    monkeypatch.setattr(load_cards, "card_set", cards)
    return calls


def _run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["rehab", "loads", *words])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result.output


def test_a_table_of_100_columns(asked: list[dict[str, object]]) -> None:
    out = _run("--age", "67", "--sex", "female", "--mass", "62", "--height", "1.6", "--rank", "iliopsoas/hip")
    assert max(map(len, out.splitlines())) <= 100
    rows = [line.split()[0] for line in out.splitlines()[1:4]]
    assert rows == ["straight_leg_raise", "bridge", "slr_cuff"]  # 600/1.9, 20/1, 1/2.7
    assert "slr_cuff: over capacity: hip_flexion_r needs 42 N m. Up to 1.5 kg is possible." in out
    assert "push on the right bursa at 144 % of what hurts" in out
    assert "no card of side_plank: side_plank: this body cannot do it" in out
    assert "ours 1.90, above, +53 %" in out.replace("\n    ", " ")
    assert "Nobody with an instrumented joint was measured in 2 of these 3 exercises." in out
    assert "Simulated, for a professional; not a diagnosis." in out
    person = asked[0]["person"]
    assert (person.age, person.sex, person.mass, person.height) == (67.0, "female", 62.0, 1.6)  # type: ignore[attr-defined]


def test_caps_leave_out_and_say_why(asked: list[dict[str, object]]) -> None:
    out = _run("--max", "hip=2.5").replace("\n    ", " ")
    assert "left out, slr_cuff: hip contact force 2.7 body weights (2.43 to 2.97) is over the cap of 2.5" in out
    assert "No exercise is within the caps." in _run("--max", "hip=0.5")


def test_json_alone(asked: list[dict[str, object]]) -> None:
    data = json.loads(_run("--json", "--max", "hip=2.5", "--cuff", "2", "--set", "hold=3", "--draws", "30"))
    assert [card["exercise"] for card in data] == ["straight_leg_raise", "bridge"]
    assert data[0]["measured"]["hip"]["verdict"] == "above"
    assert data[1]["measured"] is None
    assert asked[0]["parameters"] == {"hold": "3", "cuff": "2"}
    assert asked[0]["draws"] == 30


@pytest.mark.parametrize("suffix", ["html", "svg", "png"])
def test_a_figure_with_the_front_named(asked: list[dict[str, object]], tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"exercises.{suffix}"
    _run("--figure", str(path))
    assert path.stat().st_size > 5000
    if suffix == "html":
        assert "straight leg raise  1" in path.read_text(encoding="utf-8")


def test_what_is_refused_before_any_work(asked: list[dict[str, object]], tmp_path: Path) -> None:
    for words in (
        ("--rank", "iliopsoas//hip"),
        ("--rank", "ilio"),
        ("--max", "hip"),
        ("--figure", str(tmp_path / "a.pdf")),
        ("--set", "hold"),
    ):
        _run(*words, code=1)
    assert asked == []


def test_a_real_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From words to a card, and again from the cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    words = ("--exercise", "pelvic_tilt", "--mass", "62", "--height", "1.6", "--json")
    first = _run(*words)
    card: dict[str, LoadCard] = json.loads(first)[0]
    assert card["exercise"] == "pelvic_tilt"
    assert len(list(tmp_path.rglob("*.json"))) == 1
    assert _run(*words) == first
