"""How easy a text is to read: the school grade of Flesch and Kincaid.

Kincaid JP, Fishburne RP, Rogers RL, Chissom BS 1975: Derivation of new readability formulas for Navy enlisted
personnel. Naval Technical Training Command, report 8-75.

    grade = 0.39 words / sentences + 11.8 syllables / words - 15.59

Syllables are counted by runs of vowels; a silent e at the end does not count. For plain texts that is close enough.
"""

from __future__ import annotations

import re

PER_SENTENCE, PER_WORD, OFFSET = 0.39, 11.8, 15.59
"""Of words a sentence, of syllables a word, and what is taken off (Kincaid 1975)."""


def syllables(word: str) -> int:
    """Syllables of an English word, at least one."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    runs = len(re.findall(r"[aeiouy]+", letters))
    if letters.endswith("e") and not letters.endswith(("le", "ee", "ye")) and runs > 1:
        runs -= 1
    if letters.endswith(("ed", "es")) and runs > 1 and not re.search(r"([td]ed|[sxz]es|[cs]hes|[cg]es)$", letters):
        runs -= 1
    return max(runs, 1)


def reading_grade(text: str) -> float:
    """School grade at which a text is understood; 0 for a text without words."""
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", text)
    if not words:
        return 0.0
    sentences = max(len(re.findall(r"[.!?:;]+(?:\s|$)", text)), 1)
    per_word = sum(syllables(w) for w in words) / len(words)
    return max(PER_SENTENCE * len(words) / sentences + PER_WORD * per_word - OFFSET, 0.0)
