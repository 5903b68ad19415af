"""Clinical tests, simulated: what would be read on a body, what is normal, how far the reading can be trusted.

    thomas, resisted, ranges, nerve, snapping, tasks -> assess -> outcome

Never a diagnosis: many causes give the same reading.
"""
