"""Results in a notebook: what people ask of a result, in words, and pictures on matplotlib's axes.

In: results of `iliopsoas.analyze` or `load_result`. Out: labelled arrays, tables, axes. Importing this room gives every
dataset the accessor `result.iliopsoas`; `iliopsoas.analyze` and `iliopsoas.load_result` do so by themselves.
Start with `accessor`, then `cycle_curves` and `axes`.
"""

from iliopsoas.report.notebook.accessor import ResultAccessor
from iliopsoas.report.notebook.cycle_curves import mean_of

__all__ = ["ResultAccessor", "mean_of"]
