"""How quick the studio is on this machine, by visitors without browsers: `python bench/studio.py`.

What it prints: seconds from start to the first answer and to the first body; what a move of a slider takes on the
server (median and 95th percentile of 200); pictures a second while a result of 100 frames plays; the same moves while
ten visitors move at once. Needs the extra `studio`; the visitor is that of the tests.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from iliopsoas.body.body import Body
from iliopsoas.results.stored.store import save
from iliopsoas.studio.server import start_studio
from scene.conftest import made_up
from studio.visitor import Visitor

MOVES, VISITORS, FRAMES = 200, 10, 100
HIP = "Right hip [°]"


def moved(visitor: Visitor, moves: int, pause: float) -> None:
    """Move a slider to and fro."""
    for k in range(moves):
        visitor.set(HIP, float(k * 7 % 120))
        time.sleep(pause)


def tell(name: str, took: list[tuple[float, float]]) -> None:
    """Median and 95th percentile [ms], by the clock and of the processor's time, which other programs do not change."""
    wall, work = 1e3 * np.array(took).T
    print(
        f"{name}, {len(wall)} moves: median {np.median(wall):.1f} ms, 95 % below {np.percentile(wall, 95):.1f} ms; "
        f"processor {np.median(work):.1f} and {np.percentile(work, 95):.1f} ms"
    )


def main() -> None:
    """Measure all of it."""
    folder = Path(tempfile.mkdtemp())
    path = save(made_up(Body.build(), np.linspace(0.0, 99 / 30, FRAMES)), folder / "hundred.nc")
    begun = time.perf_counter()
    studio = start_studio(port=0, results=[path])
    urllib.request.urlopen(studio.address).read()
    print(f"first answer: {time.perf_counter() - begun:.2f} s")
    with Visitor(studio.port) as visitor:
        visitor.wait(lambda: "/body/muscles" in visitor.scene, "the body")
        print(f"first body: {time.perf_counter() - begun:.2f} s")
        visitor.wait_for_text("Moment arms about the hip")
        explore, play = studio.panels()[0].explore, studio.panels()[0].play
        explore.took.clear()
        moved(visitor, MOVES, 0.12)
        time.sleep(0.5)
        tell("one visitor", explore.took)
        visitor.set("Shown", next(iter(play.items)))
        visitor.wait_for_text("Trust:")
        play.shown_times.clear()
        visitor.click("Play")
        time.sleep(4.0)
        visitor.click("Pause")
        times = np.array(play.shown_times)
        print(f"playing {FRAMES} frames: {(len(times) - 1) / (times[-1] - times[0]):.1f} pictures a second")
    others = [Visitor(studio.port) for _ in range(VISITORS)]
    for other in others:
        other.wait_for_text("Moment arms about the hip")
    for tab in studio.panels():
        tab.explore.took.clear()
    threads = [threading.Thread(target=moved, args=(other, 40, 0.25)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(1.0)
    tell(f"{VISITORS} visitors at once", [t for tab in studio.panels() for t in tab.explore.took])
    panels = studio.panels()
    print(f"visitors: {len(panels)}, with {len({id(tab.explore.q) for tab in panels})} postures of their own")
    for other in others:
        other.close()
    studio.stop()


if __name__ == "__main__":
    main()
