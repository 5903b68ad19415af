"""The picture of the studio in README and manual: `python bench/studio_picture.py docs/studio.png`.

Opens the studio in a headless Chromium, takes the tour of the anatomy to its first step and keeps what is seen. Needs
the extra `studio`, playwright and Chromium (on the PATH, or named by CHROMIUM).
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from iliopsoas.studio.server import start_studio

DRAWING = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-webgl", "--ignore-gpu-blocklist", "--no-sandbox")
"""Chromium draws in three dimensions without a graphics card."""


def main() -> None:
    """Take the picture."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "studio.png")
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    studio = start_studio(port=0)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(DRAWING))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(180_000)
        page.goto(studio.address)
        page.wait_for_selector("text=Moment arms about")
        page.locator(".mantine-Notification-closeButton").first.click()
        page.get_by_text("Teach", exact=True).first.click()
        page.get_by_role("button", name="Begin").click()
        page.wait_for_selector("text=1 of 4.")
        page.wait_for_timeout(3000)
        page.screenshot(path=path)
        browser.close()
    studio.stop()
    Image.open(path).convert("RGB").crop((250, 0, 1280, 800)).quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main()
