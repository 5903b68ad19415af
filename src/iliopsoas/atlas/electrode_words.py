"""Which muscle an electrode is on, by the words of its label: `R_TA`, `EMG3 Right Tib. Ant.` and `tibialis_anterior_r`.

`data/electrode_words.toml` holds the words. A label that names no side, no muscle, or one of several, is not guessed.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass
from typing import Annotated

from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.field_types import Described, Text, record_config
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile

ELECTRODE_FILE = "electrode_words.toml"
LEGS = {"right": "r", "left": "l", "r": "r", "l": "l", "rt": "r", "lt": "l", "dx": "r", "sx": "l"}
"""Words of a label that name the side."""
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@dataclass(frozen=True)
class _Words:
    """The file as it is written."""

    __pydantic_config__ = record_config()

    ignored: tuple[Text, ...]
    ambiguous: tuple[Text, ...]
    muscles: Annotated[dict[str, tuple[Text, ...]], Described("a table of muscles with lists of texts")]


def electrode_muscle(label: str) -> str | None:
    """The muscle or strand with side ('tibialis_anterior_r', 'vasmed_l') that a channel's label names; None if none."""
    words = [word.lower() for word in _WORDS.findall(label.rsplit(":", 1)[-1])]
    words = [word for word in words if word not in _vocabulary().ignored]
    for side, rest in _readings(words):
        muscle = _phrases().get("".join(sorted(rest)))
        if muscle is not None:
            return f"{muscle}_{side}"
    return None


def is_ambiguous(label: str) -> bool:
    """Whether a label's abbreviation is used for several muscles ('R_GM')."""
    words = [word.lower() for word in _WORDS.findall(label)]
    return any("".join(rest) in _vocabulary().ambiguous for _, rest in _readings(words))


def _readings(words: list[str]) -> list[tuple[str, list[str]]]:
    """Every way to tell a side from the rest: a word of its own, or the first letter of the first word ('RTA')."""
    out = [(LEGS[word], words[:i] + words[i + 1 :]) for i, word in enumerate(words) if word in LEGS and len(words) > 1]
    if words and words[0][0] in "rl" and len(words[0]) > 2:
        out.append((words[0][0], [words[0][1:], *words[1:]]))
    if words and words[-1][-1] in "rl" and len(words[-1]) > 2:
        out.append((words[-1][-1], [*words[:-1], words[-1][:-1]]))
    return out


@functools.cache
def _vocabulary() -> _Words:
    file = TomlFile.parse(data_text(ELECTRODE_FILE), ELECTRODE_FILE)
    return TomlBlock(file, (), file.data, "").read(_Words)


@functools.cache
def _phrases() -> dict[str, str]:
    """Muscle by the words of a phrase in the order of the alphabet, apart or written together."""
    out: dict[str, str] = {}
    for muscle, phrases in _vocabulary().muscles.items():
        for phrase in (*phrases, muscle.replace("_", " ")):
            words = phrase.split()
            for written in {"".join(sorted(words)), *("".join(order) for order in itertools.permutations(words[:4]))}:
                out.setdefault(written, muscle)
    return out
