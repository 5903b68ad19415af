"""Load cards: what each exercise of the library puts on this person's muscle, tendon, joints and back, with a band.

In: a person. Out: one `LoadCard` an exercise, cached by content; ranked and limited by what the reader asks.
Start with `load_card`.
"""
