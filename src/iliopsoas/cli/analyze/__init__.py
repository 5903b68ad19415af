"""`iliopsoas analyze ...`: a person in a movement, with files, summary and report.

In: a movement or files and options, as typed. Out: a folder of results and its main numbers in words or JSON.
Start with `verb`; `preview` looks at what was given before anything is computed, `analysis_text` prints what came out.
"""

from iliopsoas.cli.analyze.verb import analyze

__all__ = ["analyze"]
