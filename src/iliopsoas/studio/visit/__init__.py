"""A visit: what one visitor has of their own, and what all of them share.

In: a connection. Out: a scene and a panel to fill. Start at `viewer.Viewer`; `shared_state` keeps what is made once,
`charts` draws small ones, `coalescing` makes many wishes one.
"""
