"""The movement in three dimensions, played in a page that needs nothing else.

In: a result, its body and its film. Out: a piece of HTML. `player_data` says what is sent, `packing` how;
`templates/view3d_scene.js` draws it with three.js (`vendor`), `templates/view3d.js` has clock and controls.
Start at `movement_view.movement_view`.
"""
