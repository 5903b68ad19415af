"""Exercises: what each puts on this person, which serve a wish best, a plan and its handout.

In: the viewer's person, a criterion, a profile. Out: load cards, a ranking, a plan, a page to hand out.
Start at `exercise_tab.ExerciseTab`; `exercise_words` puts cards and plans into words.
"""
