"""What a recording or a planned movement is, once it has left its file: frozen records with checks, no computing.

`motion.Motion` holds joint angles and all that pushes on the body: `external_loads` (measured), `supports` (unknown
forces), `attachments` (weights, bands, pushes). `markers.Markers` and `emg.Emg` are recordings beside it.
"""
