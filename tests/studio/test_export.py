"""What is taken away: a page that needs nothing else, and a picture."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.studio.drawing.painting import anatomical
from iliopsoas.studio.explore.presets import preset_pose
from iliopsoas.studio.play.export import body_picture, file_stem, movement_page, posture_result
from studio.visitor import Visitor

LARGEST = 10e6
"""What a mailed page may have [bytes]."""


def loads_nothing(page: str) -> bool:
    """No address is asked for: none in what makes a browser load something, and a policy that forbids it."""
    asked = re.findall(r"""(?:src|href)\s*=\s*["'](?!data:|#)([^"']+)""", page.partition("<script>")[0])
    return not asked and "default-src 'none'" in page and "@import" not in page


@pytest.mark.parametrize("name", ["Standing", "Sitting"])
def test_a_posture_becomes_a_page(body: Body, name: str) -> None:
    preset = preset_pose(body, name)
    page = movement_page(posture_result(body, preset.q, preset.plates), body, f"<{name}>", ["One."], ["bogduk1992"])
    assert len(page.encode()) < LARGEST
    assert loads_nothing(page)
    assert f"&lt;{name}&gt;" in page
    assert "Bogduk" in page
    assert "it does not diagnose" in page
    assert ("seat" in str(posture_result(body, preset.q, preset.plates).attrs)) is (name == "Sitting")


def test_a_picture_shows_the_body_and_nothing_behind_it(body: Body) -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    colours = anatomical(body)
    front, side = (
        plt.imread(io.BytesIO(body_picture(body, body.map.pose()[0], colours, turn, 220))) for turn in (0.0, 90.0)
    )
    drawn = [image[..., 3] > 0.5 for image in (front, side)]
    assert not drawn[0][[0, -1]].any()
    assert all(0.05 < d.mean() < 0.6 for d in drawn)
    wide = [float(np.ptp(np.nonzero(d)[1])) / float(np.ptp(np.nonzero(d)[0])) for d in drawn]
    assert wide[0] > wide[1]  # broader from the front
    red = (drawn[0] & (front[..., 0] - front[..., 2] > 0.25)).sum()
    assert red > 20  # the muscle


def test_the_page_comes_as_a_download(visitor: Visitor) -> None:
    visitor.click("Save as a page (.html)")
    visitor.wait_for_text("standing.html, ")
    begun = [m for m in visitor.messages if m["type"] == "FileTransferStartDownload"][-1]
    assert (begun["filename"], begun["mime_type"]) == ("standing.html", "text/html")
    assert begun["size_bytes"] < LARGEST


def test_names_of_files_are_plain() -> None:
    assert file_stem("Walking (tightness=0.6:r)") == "walking_tightness_0_6_r"
    assert file_stem("../../..") == "studio"
