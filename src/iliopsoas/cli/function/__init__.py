"""`iliopsoas function ...`: what the muscle does. One verb a file.

In: a muscle, a joint, a posture and a person, as typed. Out: a table, or JSON, and a figure if asked.
Start with `app`, then `paradox`; every verb ends with `iliopsoas.cli.figure.finish`.
"""

from iliopsoas.cli.function.app import function_app

__all__ = ["function_app"]
