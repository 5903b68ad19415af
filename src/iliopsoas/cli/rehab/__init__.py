"""`iliopsoas rehab ...`: load cards, screening, plan, log, progress, handout, export. One verb a file.

In: a person or a profile, as typed. Out: a table, or JSON, and files if asked.
Start with `app`, then the verb's own file.
"""

from iliopsoas.cli.rehab.app import rehab_app

__all__ = ["rehab_app"]
