"""The gallery of the manual: every movement of the library with a picture, what it loads, and where it comes from.

Computing and drawing all of them takes a minute, so what was made is kept (`docs/_build/kept`) and made again only when
the package has changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import iliopsoas
from iliopsoas.atlas.cite import reference_text
from iliopsoas.motion.library.catalogue import movements
from iliopsoas.scene.film_strip import film_strip

SOURCE = Path(iliopsoas.__file__).parent
RATE = 25.0
"""Frames a second of the analyses; peaks of slow movements need no more."""
HEAD = """# Gallery

Every movement of the library on one man of 1.75 m and 75 kg, at the moment when his iliopsoas pulls hardest, with what
it loads at most. *BW* is body weight; the disc is L4/L5. Parameters and other names stand in the
[table of movements](movements.md). Walking and running are cut to one stride.
"""


def page(pictures: Path, kept: Path) -> str:
    """The page; writes one picture a movement into `pictures`.

    Args:
        kept: folder of what was computed before.
    """
    pictures.mkdir(parents=True, exist_ok=True)
    kept.mkdir(parents=True, exist_ok=True)
    body = iliopsoas.Body.build(iliopsoas.Subject(height=1.75, mass=75))
    state, lines = package_state(), [HEAD]
    ordered = sorted(movements(), key=lambda record: record["group"])
    for group, members in groupby(ordered, key=lambda record: record["group"]):
        lines += [f"## {group.capitalize()}", "", "::::{grid} 2 3 4 4", ":gutter: 2", ""]
        for record in members:
            entry = _entry(record["name"], body, kept / f"{record['name']}.json", state)
            (pictures / f"{record['name']}.svg").write_text(entry["picture"], encoding="utf-8")
            lines += _card(record, entry["loads"])
        lines += ["::::", ""]
    return "\n".join(lines)


def package_state() -> str:
    """A word that changes whenever the package does."""
    files = sorted(path for path in SOURCE.rglob("*") if path.suffix in (".py", ".toml", ".csv"))
    found = hashlib.sha256()
    for path in files:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _entry(name: str, body: iliopsoas.Body, kept: Path, state: str) -> dict[str, Any]:
    if kept.is_file():
        before: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        if before["state"] == state:
            return before
    made = {"state": state, **computed(name, body)}
    kept.write_text(json.dumps(made), encoding="utf-8")
    return made


def computed(name: str, body: iliopsoas.Body) -> dict[str, Any]:
    """Largest loads of a movement, and its picture as an SVG."""
    motion = iliopsoas.movement(name, body)
    part = {"start": motion.duration / 3, "end": 2 * motion.duration / 3} if name.startswith(("walk", "run")) else {}
    result = iliopsoas.analyze(body, motion, rate_hz=RATE, **part)
    ask = result.iliopsoas
    strongest = max("rl", key=lambda s: ask.force("psoas_major", side=s).max() + ask.force("iliacus", side=s).max())
    loads = {
        "hip": max(ask.load("hip", side=s).max().item() for s in "rl"),
        "disc": ask.load("L4/L5", unit="BW").max().item(),
        "psoas": ask.force("psoas_major", side=strongest).max().item(),
        "iliacus": ask.force("iliacus", side=strongest).max().item(),
    }
    picture, *_ = re.findall(r"<svg.*?</svg>", film_strip(result, body, moments=1, pixels=260), re.S)
    if "xmlns=" not in picture:
        picture = picture.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return {"loads": loads, "picture": picture}


def _card(record: Mapping[str, Any], loads: Mapping[str, float]) -> list[str]:
    sources = "; ".join(_who(key) for key in record["sources"])
    return [
        f":::{{grid-item-card}} {record['title']}",
        f":img-top: gallery/{record['name']}.svg",
        f":img-alt: {record['title']}",
        "",
        f"`{record['name']}`<br>hip {loads['hip']:.1f} BW, disc {loads['disc']:.1f} BW<br>"
        f"psoas {loads['psoas']:.0f} N, iliacus {loads['iliacus']:.0f} N<br>*{record['kind']}: {sources}*",
        ":::",
        "",
    ]


def _who(key: str) -> str:
    return "our judgement" if key == "iliopsoas" else reference_text(key).split(")")[0] + ")"
