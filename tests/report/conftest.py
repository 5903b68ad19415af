"""The made-up walk of the scene's tests, for those of pages."""

from scene.conftest import body, free, single, walk

__all__ = ["body", "free", "single", "walk"]
