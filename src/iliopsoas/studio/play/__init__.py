"""Play: a movement over time, alone or beside another, with curves and the verdict.

In: a movement of the library or a stored result.
Out: pictures, a chart with a cursor, the verdict's reasons. Start at `play_tab.PlayTab`.
"""
