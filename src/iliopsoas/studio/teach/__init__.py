"""Teach: guided tours and a quiz, as data files whose every sentence has a source.

In: `data/tours.toml` and `data/quiz.toml`, read and checked by `lessons`. Out: steps that set the scene and say one
thing, questions with their answers. Start at `teach_tab.TeachTab`.
"""
