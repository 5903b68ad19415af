"""Evidence: one group of comparisons with published figures, inside and outside.

The bar is the published spread, or the tolerance that the comparison states; the dot is this package's number.
Only comparisons with a spread on both sides are drawn.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

from iliopsoas.evidence.compare import compare, count_agreement, select_records

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent

found = [c for c in compare(select_records(["spine"])) if c.available]
print(count_agreement(found))
for c in found:
    if not c.inside:
        print(f"outside: {c.record.quantity}: {c.ours:.1f} beside {c.theirs} {c.record.unit}. {c.reading}")

drawn = [c for c in found if c.target.low is not None and c.target.high is not None]
drawn = [c for c in drawn if c.target.high > c.target.low and c.target.published]
figure, axes = plt.subplots(figsize=(8, 0.4 * len(drawn) + 1), layout="constrained")
for row, c in enumerate(drawn):
    low, high, ours = (x / c.target.published for x in (c.target.low, c.target.high, c.ours))
    axes.plot([low, high], [row, row], color="lightgrey", linewidth=8, solid_capstyle="butt")
    axes.plot(ours, row, "o", color="tab:blue" if c.inside else "tab:red")
axes.set_yticks(range(len(drawn)), [c.record.quantity for c in drawn], fontsize=8)
axes.axvline(1, color="black", linewidth=0.8)
axes.set_xlabel("published = 1")
figure.savefig(folder / "06_evidence.png", dpi=120)
