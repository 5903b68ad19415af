"""A body in a pose, and a whole movement, as geometry; and those who draw it.

In: a result of `iliopsoas.mechanics` and its body. Out: `pose_scene.Scene` (one pose) and `film.Film` (a movement),
triangles and polylines in ground axes [m]; and pictures of them. One description, several drawers: `raster` and
`pose_svg` (still pictures), `film_strip` (moments side by side), `player` (moving, in a page).
Start at `pose_scene.scene_in_pose` and `film.film`. Nothing mechanical depends on anything here.
"""
