"""All cards at once: the cache, processes, parameters given to those that have them, and what cannot be made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.rehab.cards.made_up_cards import made_up

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.jobs.digests import package_digest
from iliopsoas.rehab.cards import card_cache, load_cards
from iliopsoas.rehab.cards.card_cache import ROOMS, CardCache, card_key
from iliopsoas.rehab.cards.load_card import LoadCard
from iliopsoas.rehab.cards.load_cards import card_set, exercise_names, given_parameters, load_card
from iliopsoas.rehab.cards.make_card import CardSubject
from iliopsoas.rehab.cards.spread import Spread
from iliopsoas.study.person import Person

PERSON = Person(1.7, 70.0)
QUICK = ["pelvic_tilt", "rest_90_90", "iso_hand_knee", "seated_hip_rotation"]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CardCache:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return CardCache.of_user()


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Cards without computing, and what was asked for."""
    asked: list[str] = []

    def make(_: CardSubject, exercise: str, parameters: object) -> LoadCard:
        asked.append(exercise)
        if exercise == "bridge":
            raise InputError("bridge: this body cannot do it")
        return made_up(exercise)

    monkeypatch.setattr(load_cards, "make_card", make)
    monkeypatch.setattr(load_cards, "card_subject", lambda *_: None)
    return asked


def test_daily_tasks_are_no_exercises() -> None:
    names = exercise_names()
    assert len(names) >= 38
    assert {"straight_leg_raise", "bridge", "sit_to_stand"} <= set(names)
    assert not {"walk", "stairs_up", "run", "lie"} & set(names)


def test_parameters_go_to_those_that_have_them() -> None:
    given = given_parameters(["slr", "bridge", "band_hip_flexion"], {"cuff": 2.0, "band": "red", "tempo": 0.5})
    assert given == {
        "straight_leg_raise": {"cuff": 2.0, "tempo": 0.5},
        "bridge": {"tempo": 0.5},
        "band_hip_flexion": {"band": "red", "tempo": 0.5},
    }
    assert given_parameters(["slr", "bridge"], {"side": "left"})["bridge"] == {}
    with pytest.raises(UnknownName, match="no parameter of 'bridge' is called 'cuff'"):
        given_parameters(["bridge"], {"cuff": 2.0})
    with pytest.raises(UnknownName, match="no parameter of these exercises is called 'weight'"):
        given_parameters(["bridge", "slr"], {"weight": 2.0})
    with pytest.raises(UnknownName, match=r"no movement is called 'brigde'. Did you mean 'bridge'?"):
        given_parameters(["brigde"], {})
    with pytest.raises(InputError, match="no exercise was asked for"):
        given_parameters([], {})


def test_what_is_kept_is_not_computed_again(cache: CardCache, quickly: list[str]) -> None:
    first = card_set(PERSON, QUICK, workers=1)
    assert quickly == QUICK
    again = card_set(PERSON, QUICK, workers=1)
    assert quickly == QUICK
    assert again.cards == first.cards
    card_set(PERSON, QUICK[:1], fresh=True)
    assert quickly == [*QUICK, QUICK[0]]


def test_every_change_asks_for_a_new_card(cache: CardCache, quickly: list[str]) -> None:
    for person in (
        PERSON,
        Person(1.7, 71.0),
        Person(1.7, 70.0, conditions=("weakness=0.2",)),
        Person(1.7, 70.0, age=40),
    ):
        card_set(person, ["pelvic_tilt"])
    card_set(PERSON, ["pelvic_tilt"], draws=30)
    card_set(PERSON, ["pelvic_tilt"], spread=Spread(0.1))
    card_set(PERSON, ["pelvic_tilt"], parameters={"hold": "2"})
    assert len(quickly) == 7


def test_a_card_that_cannot_be_made_is_said_so(cache: CardCache, quickly: list[str]) -> None:
    told: list[tuple[int, int]] = []
    found = card_set(PERSON, ["bridge", "pelvic_tilt"], progress=lambda done, of: told.append((done, of)))
    assert found.not_made == {"bridge": "bridge: this body cannot do it"}
    assert [card.exercise for card in found.cards] == ["pelvic_tilt"]
    assert told == [(1, 2), (2, 2)]
    assert [c.exercise for c in load_cards.load_cards(PERSON, ["bridge", "pelvic_tilt"])] == ["pelvic_tilt"]
    with pytest.raises(InputError, match="this body cannot do it"):
        load_card(PERSON, "bridge")


def test_a_broken_file_is_computed_again(cache: CardCache, quickly: list[str]) -> None:
    card_set(PERSON, ["pelvic_tilt"])
    (path,) = cache.folder.glob("*.json")
    for text in ("", "{}", "[1]", path.read_text(encoding="utf-8")[:50]):
        path.write_text(text, encoding="utf-8")
        card_set(PERSON, ["pelvic_tilt"])
    assert len(quickly) == 5
    assert json.loads(path.read_text(encoding="utf-8"))["exercise"] == "pelvic_tilt"
    assert list(cache.folder.iterdir()) == [path]  # nothing half-written lies about


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, quickly: list[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = CardCache(tmp_path / "file" / "below")
    assert card_set(PERSON, ["pelvic_tilt"], cache=cache).cards
    cache.prune(0)


def test_the_oldest_cards_go(tmp_path: Path) -> None:
    cache = CardCache(tmp_path)
    for i in range(4):
        cache.keep(str(i), made_up())
    cache.prune(2)
    assert len(list(tmp_path.iterdir())) == 2


def test_the_key_knows_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(package_digest(ROOMS)) == 64
    before = card_key(PERSON, "bridge", {}, 20, Spread())
    monkeypatch.setattr(card_cache, "package_digest", lambda rooms: "another")
    assert card_key(PERSON, "bridge", {}, 20, Spread()) != before


def test_too_few_draws(cache: CardCache) -> None:
    with pytest.raises(InputError, match="5 draws; a band needs 20 to 500"):
        card_set(PERSON, ["bridge"], draws=5)


def test_processes_find_the_same(tmp_path: Path) -> None:
    """On two processes, or one: the same cards."""
    one = card_set(PERSON, QUICK, cache=CardCache(tmp_path / "one"), workers=1)
    two = card_set(PERSON, QUICK, cache=CardCache(tmp_path / "two"), workers=2)
    assert [card.exercise for card in two.cards] == QUICK
    for a, b in zip(one.cards, two.cards, strict=True):
        assert a.as_data() == b.as_data()
