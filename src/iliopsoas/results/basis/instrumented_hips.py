"""What instrumented hips carry in level walking: the yardstick of the report and of the comparisons with literature."""

from __future__ import annotations

INSTRUMENTED_HIPS = {"low": 2.17, "high": 2.82, "mean": 2.47, "sd": 0.20, "hips": 10}
"""Hip contact force in level walking, mean over the peak phases, in body weights; ten instrumented hips, OrthoLoad
collection Hip III (bergmann2016, measured). `low` and `high` are of the people with the least and the most."""
INSTRUMENTED_SOURCE = "bergmann2016"
"""Key of their source in `references.bib`."""
