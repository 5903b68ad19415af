"""Order of hip loads: ours beside those that instrumented people carried (`atlas/data/joint_loads.csv`).

The 13 exercises of Schwachmeyer 2013 are not published one by one in what could be read (its abstract: weight-bearing
ones highest, up to 4.41 body weights; long levers and dynamic ones around half of walking). So the order is that of the
activities with a figure, those exercises as one group, and the group beside walking is said by itself.

    python bench/hip_order.py
"""

from __future__ import annotations

from typing import NamedTuple

from scipy.stats import spearmanr

from iliopsoas.atlas.instrumented_joints import instrumented_load
from iliopsoas.rehab.cards.make_card import CardSubject, card_subject, make_card
from iliopsoas.rehab.cards.spread import Spread
from iliopsoas.study.person import Person

PATIENT = Person(1.70, 80.0, "male", 65.0)
"""Someone like those with instrumented hips (bergmann2016); estimated."""
ACTIVITIES = (
    *("lying_at_rest", "sitting_at_rest", "standing", "non_weight_bearing", "standing_up"),
    *("squat", "walking", "stairs_up", "one_leg_stance"),
)
"""Activities with a measured hip load; running is left out, which no patient exercises."""
GROUP = "non_weight_bearing"


class HipLoad(NamedTuple):
    """Peak hip contact force of an activity [body weights]."""

    activity: str
    measured: float
    ours: float


def hip_loads(subject: CardSubject) -> list[HipLoad]:
    """Measured loads and ours, the mean where an activity is several movements of the library."""
    out = []
    for activity in ACTIVITIES:
        known = instrumented_load(activity, "hip")
        names = known.movement_names[:1] if activity != GROUP else known.movement_names
        ours = [make_card(subject, name).loads["hip_contact_bw"].value for name in names]
        out.append(HipLoad(activity, known.value, sum(ours) / len(ours)))
    return out


def order(loads: list[HipLoad]) -> float:
    """Spearman's rank correlation of measured and our loads [-]."""
    return float(spearmanr([x.measured for x in loads], [x.ours for x in loads]).statistic)


def group_share(loads: list[HipLoad], column: int) -> float:
    """Exercises without weight on the leg over walking [-]; 1: measured, 2: ours."""
    by_name = {x.activity: x for x in loads}
    return float(by_name[GROUP][column]) / float(by_name["walking"][column])


def main() -> None:
    """Print the table."""
    loads = hip_loads(card_subject(PATIENT.body(), 20, Spread()))
    for x in sorted(loads, key=lambda x: x.measured):
        print(f"  {x.activity:20s} measured {x.measured:5.2f}   ours {x.ours:5.2f} body weights")
    print(f"  Spearman {order(loads):.2f} over {len(loads)} activities")
    print(
        f"  exercises without weight on the leg over walking: measured about {group_share(loads, 1):.2f}, "
        f"ours {group_share(loads, 2):.2f}"
    )


if __name__ == "__main__":
    main()
