"""Elements of an .osim document: leaves, named sets, numbers and flags as OpenSim writes them."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import numpy as np


def named_set(parent: Element, kind: str, name: str) -> Element:
    """An empty named collection; returns the place for its members."""
    return SubElement(SubElement(parent, kind, name=name), "objects")


def leaf(parent: Element, name: str, text: str) -> None:
    """Add a child that holds nothing but text."""
    SubElement(parent, name).text = text


def numbers(values: object) -> str:
    """Numbers with twelve significant figures, no negative zero, separated by blanks."""
    return " ".join(f"{float(v) + 0.0:.12g}" for v in np.ravel(np.asarray(values, dtype=float)))


def flag(value: bool) -> str:
    """'true' or 'false'."""
    return "true" if value else "false"
