"""The pictures of the README and the manual, made again from the package.

    python docs/pictures.py [FOLDER] [NAME ...]

Writes walk.png, movement.png, paradox.png, atlas.png and thomas.png (or those named) into a folder, `out` without one.
`make docs` does the same into `docs` whenever the package has changed (`refresh`). paradox, atlas and thomas are the
command line's own figures and need matplotlib. walk and movement are parts of a page, photographed by a browser without
a window: Chromium or Chrome has to be on the path.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import iliopsoas
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.report import movement_view
from iliopsoas.report.figures.curve_chart import MUSCLE_COLOUR, SIDE_DASH, Line, chart
from iliopsoas.report.figures.figure_file import plotly_script
from iliopsoas.report.page_charts import hip_charts
from iliopsoas.results.basis.peaks import peak_of
from iliopsoas.results.cycle_axis import cycle_axes
from iliopsoas.results.muscle_forces import iliopsoas_force, strongest_side, whole_muscle_force
from iliopsoas.scene.pose_scene import scene_in_pose
from iliopsoas.scene.pose_svg import close_up, paint_iliopsoas

COMMANDS = {
    "paradox": ("function", "paradox"),
    "atlas": ("atlas",),
    "thomas": ("assess", "thomas", "--condition", "tightness=1"),
}
"""What the command line draws with --figure."""
OWN = "own_exercise"
"""The exercise that the page of this name writes down, as `--check` draws it."""
OWN_FILE = "my_exercise.toml"
"""What the page calls its file."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PAGES = {"walk": (1200, 690), "movement": (896, 598)}
"""Size of the photographed pages [pixels]."""
FRAME = 150
"""More than what a browser keeps of its window for itself [pixels]."""
MOMENT = 2.4
"""When the straight leg raise is shown [s]: the leg is up."""
STYLE = (
    "body{margin:0;background:#fff;color:#1d2125;font:16px/1.4 system-ui,'Segoe UI','DejaVu Sans',sans-serif}"
    "main{height:690px;display:grid;grid-template-columns:506px 1fr;gap:0 28px;padding:14px 20px 8px;"
    "box-sizing:border-box}main svg{display:block;width:100%;height:auto}h3{font-size:17px;margin:4px 0 0}"
    ".chart{height:298px}.view{margin:5px 10px}.movement canvas{height:496px!important}"
)


def walk_page() -> str:
    """The middle cycle of the textbook walk: muscles at their peak, their force and the hip's over the cycle."""
    body = iliopsoas.Body.build(iliopsoas.Subject(height=1.75, mass=75))
    walk = iliopsoas.movement("walk", body)
    result = iliopsoas.analyze(body, walk, start=walk.duration / 3, end=2 * walk.duration / 3)
    legs = cycle_axes(result)
    frame = peak_of(result, iliopsoas_force(result, strongest_side(result))).frame
    drawn = scene_in_pose(body, result["pose"].values[frame])
    picture = close_up(body, drawn, paint_iliopsoas(body, result["muscle_force"].values[frame]))
    lines = [
        Line(f"{name}, {SIDE_NAMES[s]}", whole_muscle_force(result, f"{m}_{s}"), legs[s], MUSCLE_COLOUR[m],
             SIDE_DASH[s], 2.8)
        for m, name in (("psoas_major", "psoas major"), ("iliacus", "iliacus"))
        for s in "rl"
    ]  # fmt: skip
    charts = [chart("iliopsoas", "Force of psoas major and iliacus", lines, "force [N]"), hip_charts(result, legs)[0]]
    boxes = "".join(f'<h3>{c.title}</h3><div id="{c.key}" class="chart"></div>' for c in charts)
    figures = json.dumps({c.key: c.figure for c in charts})
    draw = "for(const k in F)Plotly.newPlot(k,F[k].data,F[k].layout,{displayModeBar:false})"
    main = f"<main><div>{picture}</div><div>{boxes}</div></main>"
    return page(f"{main}<script>{plotly_script()}</script><script>const F={figures};{draw}</script>")


def movement_page() -> str:
    """The straight leg raise in the player."""
    body = iliopsoas.Body.build()
    result = iliopsoas.analyze(body, iliopsoas.movement("straight_leg_raise", body))
    return page(f'<div class="view">{movement_view(result, body)}</div>')


def page(inside: str) -> str:
    """A page that needs nothing else."""
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><style>{STYLE}</style><body>{inside}</body></html>'


def photograph(html: str, path: Path, size: tuple[int, int], address: str = "") -> None:
    """The upper left part of a page as a PNG.

    Args:
        html: the page.
        size: width and height [pixels].
        address: what follows the page's name, such as '#t=2.4'.
    """
    from matplotlib.image import imread, imsave

    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"{path.name} is photographed by a browser; install one of: {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(html, encoding="utf-8")
        options = ["--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
                   "--hide-scrollbars", "--force-prefers-reduced-motion", "--virtual-time-budget=20000",
                   f"--window-size={size[0]},{size[1] + FRAME}", f"--screenshot={path.resolve()}"]  # fmt: skip
        subprocess.run([browser, *options, source.as_uri() + address], check=True, capture_output=True, timeout=300)
    imsave(path, imread(path)[: size[1]])


def main(arguments: list[str]) -> None:
    """Make all pictures, or those named."""
    folder = Path(arguments[0] if arguments else "out")
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments[1:] or [*COMMANDS, OWN, *PAGES]:
        print(make(name, folder))


def make(name: str, folder: Path) -> Path:
    """One picture, as a PNG in `folder`."""
    path = place(name, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    if name == OWN:
        shown = (Path(__file__).parent / "howto" / f"{OWN}.md").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as home:
            (Path(home) / OWN_FILE).write_text(
                shown.split(f"```toml {OWN_FILE}\n")[1].split("```")[0], encoding="utf-8"
            )
            command = [sys.executable, "-m", "iliopsoas.cli", "analyze", "my_exercise.toml", "--check"]
            subprocess.run(command, check=True, capture_output=True, cwd=home)
            shutil.copy(Path(home) / "out" / "check.png", path)
    elif name in COMMANDS:
        command = [sys.executable, "-m", "iliopsoas.cli", *COMMANDS[name], "--figure", str(path)]
        subprocess.run(command, check=True, capture_output=True)
    elif name == "walk":
        photograph(walk_page(), path, PAGES[name])
    elif name == "movement":
        photograph(movement_page(), path, PAGES[name], f"#t={MOMENT}")
    else:
        raise SystemExit(f"there is no picture '{name}'; there are {', '.join([*COMMANDS, OWN, *PAGES])}")
    return path


def place(name: str, folder: Path) -> Path:
    """Where a picture lies."""
    return (folder / "howto" if name == OWN else folder) / f"{name}.png"


def refresh(folder: Path, kept: Path, state: str) -> list[str]:
    """Make those pictures again that were made by another package than this one; without a browser only its figures.

    Args:
        kept: folder where it is written which package made a picture.
        state: a word for this package.

    Returns:
        the names of those that were made.
    """
    kept.mkdir(parents=True, exist_ok=True)
    able = [*COMMANDS, OWN, *(PAGES if any(map(shutil.which, BROWSERS)) else ())]
    made = []
    for name in able:
        mark = kept / f"{name}.state"
        if place(name, folder).is_file() and mark.is_file() and mark.read_text(encoding="utf-8") == state:
            continue
        make(name, folder)
        mark.write_text(state, encoding="utf-8")
        made.append(name)
    return made


if __name__ == "__main__":
    main(sys.argv[1:])
