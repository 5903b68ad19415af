"""Which version of the package this is."""

from __future__ import annotations

import functools
from importlib.metadata import PackageNotFoundError, version


@functools.cache
def installed_version() -> str:
    """Version of the installed package; 'unknown' where it runs from a folder."""
    try:
        return version("iliopsoas")
    except PackageNotFoundError:
        return "unknown"
