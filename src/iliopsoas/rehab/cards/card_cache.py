"""Cards kept by content, so that what was computed once is there at once.

A card's key is a digest of everything it depends on: the person, the movement's record, parameters and draws, the
package's data and the code that computes with them. Change any of them and the card is computed again. Cards lie under
the user's cache folder (XDG_CACHE_HOME, else ~/.cache) and hold no name and no date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from iliopsoas.atlas.conditions.catalogue import resolve_conditions
from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.variants.catalogue import resolve_variants, variant_records
from iliopsoas.errors import FileError
from iliopsoas.files import user_cache, write_text
from iliopsoas.jobs.digests import digest_of, package_digest
from iliopsoas.rehab.cards.load_card import LoadCard, card_from_data
from iliopsoas.rehab.cards.spread import Spread
from iliopsoas.study.person import Person
from iliopsoas.version import installed_version

ROOMS = ("atlas", "body", "motion", "mechanics", "function", "results", "rehab/cards")
"""Folders of the package that a card depends on."""
MOST_KEPT = 5000
"""Cards that are kept; beyond that the oldest go (technical)."""


@dataclass(frozen=True)
class CardCache:
    """Cards in a folder.

    Attributes:
        folder: where they lie; made when the first card is kept.
    """

    folder: Path

    @classmethod
    def of_user(cls) -> CardCache:
        """The one in the user's cache folder."""
        return cls(user_cache("load_cards"))

    def find(self, key: str) -> LoadCard | None:
        """The card of a key; None where there is none, or none that can be read."""
        try:
            return card_from_data(json.loads(self._path(key).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, key: str, card: LoadCard) -> None:
        """Keep a card; a folder that cannot be written keeps nothing, and that is no error."""
        try:
            write_text(self._path(key), json.dumps(card.as_data()))
        except (OSError, FileError):
            return

    def prune(self, most: int = MOST_KEPT) -> None:
        """Let go of the oldest cards beyond so many."""
        try:
            by_age = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in by_age[most:]:
                path.unlink(missing_ok=True)
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"


def card_key(person: Person, exercise: str, parameters: Mapping[str, float | str], draws: int, spread: Spread) -> str:
    """Digest of everything that a card depends on."""
    subject = person.subject
    parts = (
        repr(subject),
        repr(resolve_variants(person.variants)),
        repr(variant_records(resolve_variants(person.variants))),
        repr(resolve_conditions(person.conditions)),
        repr(find_movement(exercise)),
        repr(sorted(parameters.items())),
        repr((draws, spread)),
        installed_version(),
        package_digest(ROOMS),
    )
    return digest_of(*parts)
