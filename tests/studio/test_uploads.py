"""Files that visitors send: what cannot be used is told, the server lives on, nothing lies outside its folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.results.stored.store import save
from iliopsoas.studio.play.uploads import KINDS, MOST_BYTES, keep_upload, kind_of, played_upload, shown_name
from iliopsoas.studio.server import StudioServer
from iliopsoas.study.person import Person
from scene.conftest import made_up
from studio.visitor import Visitor

BUTTON = "Open a file of yours"
CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases"
HOSTILE = [
    "../../etc/passwd.mot",
    "..\\..\\boot.mot",
    "/etc/x.mot",
    "a\0b.mot",
    "\u202etom.mot",
    "x" * 5000 + ".mot",
]


@given(st.text(max_size=200), st.sampled_from(KINDS))
def test_no_name_leads_out_of_the_folder(name: str, ending: str) -> None:
    """Only the ending is used; the file has a name of ours."""
    assert "/" not in shown_name(name)
    assert shown_name(name).isprintable()
    try:
        kind = kind_of(name + ending)
    except InputError:
        return
    assert kind in KINDS


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_kept_inside(name: str, tmp_path: Path) -> None:
    path = keep_upload(tmp_path, name, b"some text")
    assert path.parent == tmp_path
    assert path.suffix == ".mot"
    assert len(path.name) < 30
    assert len(shown_name(name)) <= 60


def test_what_cannot_be_played_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'x\.exe' is no file that can be played; send one of \.mot"):
        keep_upload(tmp_path, "x.exe", b"MZ")
    with pytest.raises(InputError, match=r"'walk\.c3d' is empty"):
        keep_upload(tmp_path, "walk.c3d", b"")
    with pytest.raises(InputError, match=r"'walk\.c3d' has 50 MB; at most 50 MB are taken"):
        keep_upload(tmp_path, "walk.c3d", b"0" * (MOST_BYTES + 1))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["noise.mot", "noise.trc", "noise.c3d", "noise.nc"])
def test_errors_speak_of_the_file_that_was_sent(name: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).bytes(3000)
    with pytest.raises(InputError, match=name.replace(".", r"\.")) as told:
        played_upload(tmp_path, name, noise, Person())
    assert str(tmp_path) not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_bad_files_are_told_and_the_server_lives_on(studio: StudioServer, visitor: Visitor) -> None:
    folder = studio._shared.folder
    before = set(folder.parent.iterdir())
    sent = [
        ("empty.mot", b""),
        ("wrong.exe", b"MZ\0"),
        ("../../up.trc", b"no markers"),
        ("noise.c3d", bytes(range(256)) * 20),
    ]
    for name, content in sent:
        visitor.upload(BUTTON, name, content)
        visitor.wait_for_text(f"{name.rpartition('/')[2]}")
    numbers = visitor.texts()
    visitor.set("Right hip [°]", 45.0)
    visitor.wait(lambda: visitor.texts() != numbers, "a living server")
    assert list(folder.iterdir()) == []
    assert {p for p in folder.parent.iterdir() if "iliopsoas-studio" in p.name} <= before


def test_two_hundred_megabytes_are_refused_before_they_arrive(studio: StudioServer, visitor: Visitor) -> None:
    visitor.upload(BUTTON, "large.c3d", b"0" * 100_000, says=200_000_000)
    visitor.wait_for_text("'large.c3d' has 200 MB; at most 50 MB are taken")
    visitor.upload(BUTTON, "liar.c3d", b"0" * 3_000_000, says=10)
    visitor.wait_for_text("'liar.c3d' has")


@pytest.mark.trial
@pytest.mark.parametrize("name", ["c3d_segv_616.c3d", "c3d_mem_hang_423.c3d"])
def test_files_that_break_parsers_are_told(name: str, tmp_path: Path) -> None:
    """They are parsed in a process of their own."""
    if not (CASES / name).is_file():
        pytest.skip("the damaged files (shared/cases beside the repository) are not here")
    with pytest.raises(InputError, match=name.replace(".", r"\.")):
        played_upload(tmp_path, name, (CASES / name).read_bytes(), Person())


def test_a_result_that_is_sent_plays(visitor: Visitor, tmp_path: Path) -> None:
    result = made_up(Body.build(), np.linspace(0.0, 1.0, 11))
    result.attrs |= {"height_m": 1.70, "body_mass_kg": 75.337, "sex": "male"}
    visitor.upload(BUTTON, "C:\\walks\\mine.nc", save(result, tmp_path / "r.nc").read_bytes(), part=100_000)
    visitor.wait(lambda: visitor.value("Shown") == "mine.nc", "the film")
    visitor.wait_for_text("Trust:")
