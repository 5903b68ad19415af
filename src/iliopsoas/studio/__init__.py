"""The studio: the body in a browser, to bend, to play and to teach with; one server on the user's own machine.

In: nothing, or stored results. Out: an address. Each visitor has their own person, posture and time (`visit`).
`server` begins and ends, `door` says who may come in, `panel` lists the tabs: `explore`, `play`, `exercises`, `teach`.
`drawing` says where everything is and sends it. Start at `server.start_studio`.
"""
