"""People drawn one by one, each from the study's seed and their own number alone.

In: a study, a person's number. Out: a `DrawnPerson`; the same whoever asks, in whatever order, on any machine.
Start with `drawn_person`; `shares` makes the chance, `people` the sizes, `drawn_person` all the rest.
"""
