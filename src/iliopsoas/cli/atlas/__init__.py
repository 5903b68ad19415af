"""`iliopsoas atlas ...`: what is known of the muscle, its nerves, vessels and neighbours, with every source.

In: the name of a structure, or a question, as typed. Out: sentences, or JSON.
Start with `verb`, which says what can be asked; `structure` tells of one structure, `questions` of several.
"""

from iliopsoas.cli.atlas.verb import atlas

__all__ = ["atlas"]
