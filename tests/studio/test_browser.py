"""The studio in a browser: headless Chromium, driven by playwright; skipped where one of them is missing."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.studio.play.export import movement_page
from iliopsoas.studio.server import StudioServer
from scene.conftest import made_up

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed (CHROMIUM names another place)"),
]
playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

DRAWING = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-webgl", "--ignore-gpu-blocklist", "--no-sandbox"]
PATIENCE_MS = 180_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=DRAWING)
        yield opened
        opened.close()


def opened_page(browser: Any, address: str, size: tuple[int, int] = (1280, 800)) -> Any:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    return page


def seen(page: Any) -> np.ndarray:
    """What the page looks like, (height, width, 3) from 0 to 1."""
    plt = pytest.importorskip("matplotlib.pyplot")
    return np.asarray(plt.imread(io.BytesIO(page.screenshot(timeout=PATIENCE_MS)))[..., :3])


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_the_body_is_seen_and_a_tour_changes_it(browser: Any, studio: StudioServer, size: tuple[int, int]) -> None:
    """Bone and muscle are in the picture; labels of tabs lie inside it; a step of a tour changes what is seen."""
    page = opened_page(browser, studio.address, size)
    page.wait_for_selector("text=Moment arms about", state="attached")
    page.wait_for_timeout(1500)
    first = seen(page)
    beside = first[:, : int(0.3 * size[0])] if size[0] < 500 else first[:, : int(0.65 * size[0])]
    bone = (np.abs(beside - [0.83, 0.81, 0.76]).max(axis=2) < 0.12).mean()
    muscle = ((beside[..., 0] - beside[..., 2]) > 0.35).mean()
    assert bone > 0.01
    assert muscle > 0.001
    for tab in ("Explore", "Play", "Exercises", "Teach", "Person"):
        box = page.get_by_text(tab, exact=True).first.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]  # noqa: PT018
    page.get_by_text("Teach", exact=True).first.click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector("text=1 of 4.")
    page.wait_for_timeout(1500)
    assert (np.abs(seen(page) - first).max(axis=2) > 0.1).mean() > 0.02
    page.close()


def test_a_taken_page_plays_from_disk_without_a_network(browser: Any, tmp_path: Path) -> None:
    body = Body.build()
    result = made_up(body, np.linspace(0.0, 1.0, 31))
    path = tmp_path / "walk.html"
    path.write_text(movement_page(result, body, "A walk", ["One."], ["iliopsoas"]), encoding="utf-8")
    assert path.stat().st_size < 10e6
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    asked, problems = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.goto(path.as_uri())
    page.wait_for_selector("[data-play]")
    page.wait_for_timeout(1000)
    clock = page.locator("[data-clock]")
    before = clock.inner_text()
    page.locator("[data-play]").click()
    page.wait_for_function("before => document.querySelector('[data-clock]').innerText !== before", arg=before)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert problems == []
    assert page.locator(".movement.without").count() == 0
    context.close()


def test_without_webgl_the_page_says_so(browser: Any, studio: StudioServer) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(studio.address)
    page.wait_for_selector("#studio-without-webgl")
    assert "WebGL is missing" in page.inner_text("#studio-without-webgl")
    page.close()
