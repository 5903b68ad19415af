"""Pages that are made when the manual is built: start, movements, gallery, evidence, examples, API; pictures.

    python docs/generate.py          writes docs/_generated/

Nothing here is committed: the pages say what the package says at that moment.
"""

from __future__ import annotations

import ast
import inspect
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import iliopsoas

sys.path.insert(0, str(Path(__file__).parent))
import gallery
import house
import pictures

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "docs" / "_build" / "kept"
"""What took long and is made again only when the package has changed."""
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#]+)\)")
GROUPS = {
    "body": ("Body", "Subject"),
    "movement": (
        "Motion",
        "ExternalLoad",
        "Markers",
        "movement",
        "movements",
        "read_motion",
        "read_loads",
        "read_markers",
    ),
    "loads": ("analyze", "summarise", "save", "load_result", "open_batch", "cite"),
    "clinic": ("conditions", "variants", "assess", "adapt", "rehab"),
    "muscle": ("moment_arms", "paradox", "strength", "function"),
    "studies": ("study", "Person", "mean_of", "evidence"),
}


def write_all(folder: Path) -> None:
    """Write every generated page into `folder`; pages that did not change are left alone."""
    folder.mkdir(exist_ok=True)
    pages = {
        "start": start(),
        "movements": movements(),
        "evidence": evidence(),
        "api": api(),
        "plausibility": plausibility(),
    }
    for name, text in pages.items():
        _write(folder / f"{name}.md", text)
    _write(folder / "examples.md", examples(folder))
    _write(folder / "gallery.md", gallery.page(folder / "gallery", KEPT / "gallery"))
    pictures.refresh(ROOT / "docs", KEPT / "pictures", gallery.package_state())
    house.draw(folder / "house.svg")


def plausibility() -> str:
    """The rule of plausibility as a table."""
    from iliopsoas.atlas.plausibility import LEVELS, plausibility_rules

    lines = [
        "| check | what is looked at | unit | care above | poor above | refused above |",
        "|---|---|---|---|---|---|",
    ]
    for rule in plausibility_rules():
        bounds = (getattr(rule, level) for level in LEVELS)
        cells = (f"{bound:g}" if math.isfinite(bound) else "" for bound in bounds)
        lines.append(f"| `{rule.name}` | {rule.about} | {rule.unit} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def start() -> str:
    """The README; its links lead to pages of the manual, other files keep their name only."""

    def relink(found: re.Match[str]) -> str:
        sign, text, target = found.groups()
        if "://" in target:
            return found[0]
        return f"{sign}[{text}](../{target.removeprefix('docs/')})" if target.startswith("docs/") else f"`{target}`"

    text = LINK.sub(relink, (ROOT / "README.md").read_text(encoding="utf-8"))
    return re.sub(r"\A# .*", "# Getting started", text)


def movements() -> str:
    """A table of the library's movements for each group."""
    from iliopsoas.motion.library.catalogue import movements as known

    records = known()
    lines = [
        "# Movements",
        "",
        f"{len(records)} movements come with the package. Each is put on the body it is made for.",
        "Angles and times of an *estimated* movement were not measured on a person; `tempo` and `repetitions` go with",
        "every one made from keyframes.",
        "",
        "```sh",
        "iliopsoas analyze straight_leg_raise --side left --cuff 2 --set range=60",
        "```",
    ]
    for group, members in groupby(sorted(records, key=lambda r: r["group"]), key=lambda r: r["group"]):
        rows = [(_names(r), r["about"], r["kind"], _parameters(r["parameters"])) for r in members]
        lines += ["", f"## {group.capitalize()}", "", *_table(("name", "what", "kind", "parameters"), rows)]
    return "\n".join(lines) + "\n"


def _names(record: Mapping[str, Any]) -> str:
    return "<br>".join(f"`{name}`" for name in (record["name"], *record["aliases"]))


def _parameters(parameters: Mapping[str, Mapping[str, Any]]) -> str:
    told = []
    for name, about in parameters.items():
        if name in ("tempo", "repetitions"):
            continue
        default, unit = about.get("default"), about.get("unit") or ""
        value = f"{default:g}" if isinstance(default, float) else default
        told.append(f"`{name}`" + (f" = {value} {unit}".rstrip() if value is not None else ""))
    return "<br>".join(told) or "none"


def evidence() -> str:
    """Every comparison with published figures, as `iliopsoas evidence` gives them."""
    from iliopsoas.atlas.cite import bibliography
    from iliopsoas.evidence.compare import count_agreement
    from iliopsoas.evidence.kept_comparisons import kept_comparisons
    from iliopsoas.evidence.records import number

    found = [c for c in kept_comparisons() if c.available]
    lines = [
        "# Evidence",
        "",
        f"Our numbers beside published ones: {count_agreement(found)}.",
        "",
        "Inside means within the published spread, or within the tolerance that the comparison states.",
        "What misses stays in the list, with the reason as far as known.",
        "*Prediction*: nothing was set with the figure in view. *Fitted*: something was.",
        "*Input*: the figure, or one that stands for the same, went in.",
        "",
        "This page was made by the same code as `iliopsoas evidence`.",
    ]
    for group, members in groupby(found, key=lambda c: c.record.group):
        these = list(members)
        rows = [
            (
                c.record.quantity,
                number(c.ours),
                c.theirs,
                c.record.unit,
                "inside" if c.inside else "**outside**",
                c.record.role,
                c.reading,
            )
            for c in these
        ]
        inside = sum(c.inside for c in these)
        lines += ["", f"## {group.capitalize()}: {inside} of {len(these)} inside", ""]
        lines += _table(("quantity", "ours", "theirs", "unit", "", "role", "what it means"), rows)
    works = bibliography(key for c in found for key in c.record.sources)
    return "\n".join([*lines, "", "## Works compared with", "", *(f"* {_plain(work)}" for work in works), ""])


def examples(folder: Path) -> str:
    """Every example with its code, what it prints and its picture; runs them."""
    lines = ["# Examples", "", "Each is one short script in `examples/`. It prints a few numbers and saves a picture."]
    for script in sorted((ROOT / "examples").glob("[0-9]*.py")):
        documentation = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or script.stem
        title, _, rest = documentation.partition("\n")
        printed = _run(script, folder)
        lines += ["", f"## {title.rstrip('.')}", "", rest.strip(), ""]
        lines += ["```text", printed.rstrip(), "```", "", f"![{title}]({script.stem}.png)", ""]
        lines += [f"```{{literalinclude}} ../../examples/{script.name}", ":language: python"]
        lines += [":start-at: import sys", "```"]
    return "\n".join(lines) + "\n"


def _run(script: Path, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(script), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
        env={**os.environ, "MPLBACKEND": "Agg"},
    )
    if done.returncode:
        raise RuntimeError(f"examples/{script.name} failed:\n{done.stderr}")
    return done.stdout


def api() -> str:
    """Every public name, by what it is for."""
    rest = [name for name in iliopsoas.__all__ if not any(name in names for names in GROUPS.values())]
    titles = {
        "body": "Body",
        "movement": "Movement in",
        "loads": "Loads out",
        "clinic": "What is wrong, and what it changes",
        "muscle": "What the muscle does",
        "studies": "Studies, means, and how good it is",
        "rest": "More",
    }
    lines = [
        "# API",
        "",
        "Everything here is imported from `iliopsoas`. Units are SI; x forward, y up, z right.",
    ]
    for key, names in {**GROUPS, "rest": rest}.items():
        lines += ["", f"## {titles[key]}"]
        for name in names:
            thing = getattr(iliopsoas, name)
            kind = "class" if inspect.isclass(thing) else "module" if inspect.ismodule(thing) else "function"
            lines += ["", "```{eval-rst}", f".. auto{kind}:: iliopsoas.{name}"]
            lines += [] if kind == "function" else ["   :members:"]
            lines += ["```"]
    return "\n".join(lines) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(head)
    body = [" | ".join(["", *(_plain(cell) for cell in row), ""]).strip() for row in rows]
    return [" | ".join(["", *heads, ""]).strip(), "|" + "---|" * len(heads), *body]


def _plain(text: str) -> str:
    """Text for a cell: no bar, no markup by accident."""
    return text.replace("|", "\\|").replace("$", "\\$")


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(__file__).parent / "_generated")
