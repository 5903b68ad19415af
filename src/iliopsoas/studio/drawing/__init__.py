"""A body and a result as pictures that move: where everything is, in which colour, and how it gets into a scene.

In: a body, or a result with its film. Out: arrays of a pose (`drawn_body`, `played`), colours (`painting`), and what a
viewer's scene holds (`body_view`, `surroundings`). Start at `drawn_body.DrawnBody`.
"""
