"""What is special or wrong: variants, conditions by grade, cut nerves; and what each of them does to the body shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.innervation import NERVE_CATEGORIES, drive_loss, supplies
from iliopsoas.atlas.conditions.catalogue import condition, conditions
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.atlas.variants.catalogue import variant, variants
from iliopsoas.body.body import Body

if TYPE_CHECKING:
    from iliopsoas.studio.explore.explore_tab import ExploreTab
    from iliopsoas.studio.visit.viewer import Viewer

NONE = "none"
SIDES = {"both sides": ("r", "l"), "right": ("r",), "left": ("l",)}
MOST_TOLD = 8
"""Changes that are listed (technical)."""


class ChangePanel:
    """The folder of one viewer."""

    def __init__(self, viewer: Viewer, explore: ExploreTab) -> None:
        self.viewer, self.explore = viewer, explore
        gui = viewer.client.gui
        self._variants = {NONE: "", **{v.title: v.name for v in variants()}}
        self._conditions = {NONE: "", **{c.title: c.name for c in conditions()}}
        self._nerves = {NONE: "", **_cuttable_nerves()}
        with gui.add_folder("Change it", expand_by_default=False):
            self._side = gui.add_dropdown("Side", tuple(SIDES), initial_value="right")
            self._variant = gui.add_dropdown("Variant", tuple(self._variants), initial_value=NONE)
            self._condition = gui.add_dropdown("Condition", tuple(self._conditions), initial_value=NONE)
            self._grade = gui.add_slider("Grade", 0.0, 1.0, 0.05, 0.5, hint="0 healthy, 1 the worst")
            self._nerve = gui.add_dropdown("Cut nerve", tuple(self._nerves), initial_value=NONE)
            self._told = gui.add_markdown("")
        for handle in (self._variant, self._condition, self._side):
            handle.on_update(viewer.by_hand(self._apply))
        self._grade.on_update(viewer.by_hand(self._grade_moved))
        self._nerve.on_update(viewer.by_hand(self._cut))

    def set(
        self, *, variant: str = "", condition: str = "", grade: float = 0.5, cut: str = "", side: str = "r"
    ) -> None:
        """Choose by name, '' for none.

        Args:
            side: 'r', 'l' or 'rl' for both.
        """
        wanted = tuple(side) if len(side) == 1 else ("r", "l")
        self._side.value = next(words for words, sides in SIDES.items() if sides == wanted)
        self._variant.value = _title_of(self._variants, variant)
        self._condition.value = _title_of(self._conditions, condition)
        self._grade.value = grade
        self._nerve.value = _title_of(self._nerves, cut)
        self._apply()
        self._cut()

    def _apply(self) -> None:
        """Build the body that is chosen, and say what is different."""
        sides = SIDES[self._side.value]
        chosen, wrong = self._variants[self._variant.value], self._conditions[self._condition.value]
        grade = self._grade.value
        person = replace(
            self.viewer.person,
            variants=tuple(f"{chosen}:{s}" for s in sides) if chosen else (),
            conditions=tuple(f"{wrong}={grade:g}:{s}" for s in sides) if wrong and grade else (),
        )
        if person != self.viewer.person:
            self.viewer.show_person(person)
        self._tell()

    def _grade_moved(self) -> None:
        if self._condition.value != NONE:
            self._apply()

    def _cut(self) -> None:
        """Take a nerve's drive away."""
        nerve = self._nerves[self._nerve.value]
        lost = drive_loss({nerve: 1.0}) if nerve else {}
        sides = SIDES[self._side.value]
        models = {key: structures()[key].model for key in lost}
        by_group = {f"{models[key]}_{side}": share for key, share in lost.items() if models[key] for side in sides}
        self.explore.cut_nerves((nerve,) if nerve else (), by_group)
        self._tell()

    def _tell(self) -> None:
        words = []
        if chosen := self._variants[self._variant.value]:
            words.append(variant_words(chosen))
        if self._conditions[self._condition.value]:
            words.append(condition_words(self._conditions[self._condition.value], self.viewer.drawn.body))
        if nerve := self._nerves[self._nerve.value]:
            words.append(nerve_words(nerve))
        self._told.content = "\n\n".join(words)


def variant_words(name: str) -> str:
    """What a variant is, how often, and what it changes."""
    found = variant(name)
    share = found.prevalence
    often = f"{100 * share.value:.3g} % ({100 * share.low:.2g} to {100 * share.high:.2g}) of {share.population}"
    effect = found.mechanics or ("it changes strands or paths" if found.effects else "it changes nothing mechanical")
    return f"**{found.title}.** Found in {often}, counted by {share.per}; {effect} ({', '.join(found.sources)})."


def condition_words(name: str, body: Body) -> str:
    """What a condition is, and what it changes in this body."""
    found = condition(name)
    effects = [
        f"* {e.verb} of {e.target}, {SIDE_NAMES.get(e.side, e.side)}: {e.value:.3g}"
        f"{'' if e.unit in ('', '1') else f' {e.unit}'} ({e.kind}, {e.source})"
        for e in body.effects
    ]
    more = [f"* and {len(effects) - MOST_TOLD} more"] if len(effects) > MOST_TOLD else []
    return "\n".join([f"**{found.title}.** {found.plain}", "", *effects[:MOST_TOLD], *more])


def nerve_words(nerve: str) -> str:
    """What a cut nerve takes."""
    lost = drive_loss({nerve: 1.0})
    told = ", ".join(f"{structures()[key].name} {100 * share:.0f} %" for key, share in lost.items())
    return f"**{structures()[nerve].name} cut.** Drive lost: {told or 'none of the atlas'}. Shares are estimates."


def _cuttable_nerves() -> dict[str, str]:
    """Nerves and roots that drive a muscle of the model, by name."""
    out = {}
    for key, s in structures().items():
        if s.category in NERVE_CATEGORIES and any(structures()[m].model for m in supplies(key).muscles):
            out[s.name] = key
    return out


def _title_of(among: dict[str, str], name: str) -> str:
    return next((title for title, known in among.items() if known == name), NONE)
