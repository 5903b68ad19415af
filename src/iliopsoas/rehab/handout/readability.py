"""How hard a text is to read, as a school grade. Small counters of our own: no word list has to be downloaded.

    English  Flesch-Kincaid grade  0.39 words/sentences + 11.8 syllables/words - 15.59
    German   Vienna formula 4      0.2744 share of words of 3 and more syllables [%] + 0.2656 words/sentences - 1.693

Sources: Kincaid et al. 1975 (a report of the United States Navy); Bamberger and Vanecek 1984.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from iliopsoas.errors import UnknownName

TARGET_GRADE = 6.0
"""Highest grade that a handout may have, estimated: what plain-language guides ask for."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)|\n+")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_GERMAN_VOWELS = re.compile(r"aa|ee|oo|ai|au|ei|eu|äu|ie|[aeiouyäöü]")


def reading_grade(text: str, language: str = "en") -> float:
    """The school grade that a text asks for; 0 for no text.

    Raises:
        UnknownName: a language without a formula.
    """
    if language not in _GRADES:
        raise UnknownName("language with a readability formula", language, _GRADES)
    words, sentences = _WORD.findall(text), [s for s in _SENTENCE.split(text) if s and _WORD.search(s)]
    if not words:
        return 0.0
    return _GRADES[language](words, len(sentences))


def syllables(word: str, language: str = "en") -> int:
    """About how many syllables a word has, one at least."""
    low = word.lower()
    if language == "de":
        return max(len(_GERMAN_VOWELS.findall(low)), 1)
    count = len(_ENGLISH_VOWELS.findall(low))
    silent = low.endswith(("e", "es", "ed")) and not low.endswith(
        ("le", "ted", "ded", "ses", "zes", "ces", "ches", "ee")
    )
    return max(count - (1 if silent and count > 1 else 0), 1)


def _english(words: list[str], sentences: int) -> float:
    count = sum(syllables(w) for w in words)
    return 0.39 * len(words) / sentences + 11.8 * count / len(words) - 15.59


def _german(words: list[str], sentences: int) -> float:
    long = 100.0 * sum(syllables(w, "de") >= 3 for w in words) / len(words)
    return 0.2744 * long + 0.2656 * len(words) / sentences - 1.693


_GRADES: dict[str, Callable[[list[str], int], float]] = {"en": _english, "de": _german}
