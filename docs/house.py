"""The house as its imports say: rooms, floors, arrows, and a picture of them.

    python docs/house.py FILE.svg

Rooms are the folders of the package; floors are those of the first contract of import-linter in `pyproject.toml`. The
picture shows each room with its sub-rooms and how many modules they hold, and the arrows not implied by others.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import grimp
import networkx as nx

ROOT = Path(__file__).parents[1]
PACKAGE = "iliopsoas"
SOURCE = ROOT / "src" / PACKAGE
WIDE, HIGH, STEP, LINE = 2.3, 0.48, 2.7, 0.125
"""Width and least height of a box, from box to box, and from line to line [in]."""
COLOURS = ("#f3e3d3", "#f7f0d8", "#e6efdc", "#dcebec", "#dfe3f2", "#ece0ee")


class House(NamedTuple):
    """What the imports say.

    Attributes:
        modules: arrows between modules, importer -> imported.
        folders: arrows between folders (rooms and sub-rooms), without those inside a folder.
        rooms: arrows between rooms alone.
        sizes: folder -> number of modules in it, `__init__` and `__main__` left out.
    """

    modules: nx.DiGraph
    folders: nx.DiGraph
    rooms: nx.DiGraph
    sizes: Counter[str]


def read() -> House:
    """Read every import of the package, also those for type checkers and those inside functions."""
    found = grimp.build_graph(PACKAGE, cache_dir=None)
    modules = nx.DiGraph()
    modules.add_nodes_from(found.modules)
    for module in found.modules:
        modules.add_edges_from((module, other) for other in found.find_modules_directly_imported_by(module))
    packages = {name for name in found.modules if _path(name).is_dir()}
    folders, rooms = nx.DiGraph(), nx.DiGraph()
    for importer, imported in modules.edges:
        for graph, of in ((folders, _folder), (rooms, _room)):
            one, other = of(importer, packages), of(imported, packages)
            if one != other and PACKAGE not in (one, other):
                graph.add_edge(one, other)
    sizes = Counter(_folder(m, packages) for m in found.modules if m not in packages and not m.endswith("__main__"))
    return House(modules, folders, rooms, sizes)


def floors() -> list[list[str]]:
    """Rooms of every floor from the roof down, as `pyproject.toml` has them."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = data["tool"]["importlinter"]["contracts"][0]["layers"]
    return [[name.strip().removeprefix(f"{PACKAGE}.") for name in layer.split("|")] for layer in layers]


def draw(path: Path) -> None:
    """Draw the house."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.patches import FancyBboxPatch

    house, levels = read(), floors()
    widest = max(len(level) for level in levels)
    tall = [max(len(_inside(house, room)) for room in level) for level in levels]
    plt.rcParams.update({"svg.hashsalt": PACKAGE, "font.family": "sans-serif", "font.size": 8})
    figure, axes = plt.subplots(figsize=(STEP * widest + 0.5, sum(LINE * t + 0.95 for t in tall)))
    place: dict[str, tuple[float, float, float, int]] = {}
    top = 0.0
    for n, (level, lines) in enumerate(zip(levels, tall, strict=True)):
        deep = HIGH + LINE * (lines - 1)
        for k, room in enumerate(level):
            x = STEP * (k + (widest - len(level)) / 2.0) + WIDE / 2.0
            place[room] = (x, top, top - deep, n)
            style = {"boxstyle": "round,pad=0.03", "fc": COLOURS[n % len(COLOURS)], "ec": "#555555", "zorder": 2}
            axes.add_patch(FancyBboxPatch((x - WIDE / 2.0, top - deep), WIDE, deep, **style))
            axes.text(x, top - 0.16, room, ha="center", va="center", weight="bold", fontsize=9, zorder=3)
            text = "\n".join(_inside(house, room))
            axes.text(x, top - 0.3, text, ha="center", va="top", fontsize=7, linespacing=1.25, zorder=3)
        top -= deep + 0.4
    middle = STEP * widest / 2.0
    for one, other in nx.transitive_reduction(house.rooms).edges:
        if one in place and other in place and (SOURCE / other).is_dir():  # everybody uses the single modules below
            (x, _, bottom, floor), (to, head, _, below) = place[one], place[other]
            far = below - floor > 1
            bow = (0.35 if x <= middle else -0.35) if far and abs(x - to) < STEP else 0.0
            arrow = {"arrowstyle": "-|>", "color": "#888888", "lw": 0.9, "connectionstyle": f"arc3,rad={bow}"}
            start = (x - WIDE / 2.0 if bow > 0 else x + WIDE / 2.0, bottom + 0.2) if bow else (x, bottom - 0.03)
            end = (to - WIDE / 2.0 if bow > 0 else to + WIDE / 2.0, head - 0.15) if bow else (to, head + 0.03)
            axes.annotate("", end, start, arrowprops=arrow, zorder=1)
    axes.set_xlim(-0.6, STEP * widest + 0.4)
    axes.set_ylim(top, 0.2)
    axes.set_axis_off()
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None} if path.suffix == ".svg" else None)
    plt.close(figure)


def _inside(house: House, room: str) -> list[str]:
    """What is written into a room's box: its own modules, then sub-rooms, two a line."""
    inner = [f"{n.removeprefix(room + '.')} {house.sizes[n]}" for n in sorted(house.sizes) if n.startswith(f"{room}.")]
    own = house.sizes.get(room, 0) if (SOURCE / room).is_dir() else 0
    said = [f"{own} module{'s' if own != 1 else ''}"] if own else []
    return [*said, *("    ".join(inner[k : k + 2]) for k in range(0, len(inner), 2))] or [""]


def _path(module: str) -> Path:
    return ROOT.joinpath("src", *module.split("."))


def _folder(module: str, packages: set[str]) -> str:
    """The folder a module lies in, without the package's name; modules beside the rooms stand for themselves."""
    parts = module.split(".")
    if module not in packages and len(parts) > 2:
        parts = parts[:-1]
    return ".".join(parts[1:]) or PACKAGE


def _room(module: str, packages: set[str]) -> str:
    return _folder(module, packages).split(".")[0]


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
