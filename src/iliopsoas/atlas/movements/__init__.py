"""The movements of the library as records: keyframes, contacts, loads and parameters of each.

In comes `data/movements/*.toml`; out come `Movement` records, which `iliopsoas.motion.library` fits to a body.
Start at `catalogue.find_movement`; `records` says what a movement is made of, `file` reads it.
"""
