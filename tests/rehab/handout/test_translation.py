"""One catalogue of messages; none is missing, none is for nothing, and none loses what is put into it."""

from __future__ import annotations

import string

import pytest

pytest.importorskip("babel")

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.rehab.handout.phrases import all_messages
from iliopsoas.rehab.handout.readability import reading_grade
from iliopsoas.rehab.handout.translation import HANDOUT_LANGUAGES, Translator, translated_messages, translator

OTHERS = [language for language in HANDOUT_LANGUAGES if language != "en"]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_missing(language: str) -> None:
    known = translated_messages(language)
    assert [m for m in all_messages() if m and not known.get(m)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_for_nothing(language: str) -> None:
    assert sorted(set(translated_messages(language)) - set(all_messages())) == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_put_in_is_kept(language: str) -> None:
    wrong = [m for m, said in translated_messages(language).items() if _fields(m) != _fields(said)]
    assert wrong == []


@pytest.mark.parametrize("language", HANDOUT_LANGUAGES)
def test_all_messages_together_are_easy_to_read(language: str) -> None:
    say = translator(language)
    assert reading_grade("\n".join(say(m) for m in all_messages()), language) <= 6.0


def test_english_is_what_is_written() -> None:
    assert translator("en")("Do it {count} times.", count=3) == "Do it 3 times."
    assert translator("de")("Do it {count} times.", count=3) == "3-mal."


def test_a_message_without_translation_is_no_half_page() -> None:
    with pytest.raises(InputError, match="the catalogue 'de' has no translation of 'Jump!'"):
        Translator("de", {})("Jump!")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownName, match="no language is called 'fr'"):
        translator("fr")
