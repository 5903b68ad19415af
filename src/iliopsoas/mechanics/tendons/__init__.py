"""What tendons do that ropes over bones do not: one is a lever, one gives way.

In: a body's muscles, their paths and the moments that are asked for. Out: the tendon Jacobian behind the patella
(`patella`), and by how much the calf's common tendon is longer under load (`achilles`). Start at either docstring.
"""
