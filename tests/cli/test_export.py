"""`iliopsoas export`: files, and one clear sentence for what cannot be."""

from __future__ import annotations

from pathlib import Path

import mujoco
import pytest
from tests.body.export.osim_reader import OsimFile, leaf

from command_line import answer_to
from iliopsoas.atlas.reading.tables import load


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: object) -> tuple[int, str, str]:
    return answer_to(["export", *words], monkeypatch, capsys)


def test_both_files(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    osim, mjcf = tmp_path / "a.osim", tmp_path / "a.xml"
    who = ["--height", 1.62, "--mass", 58, "--sex", "female", "--age", 44, "--variant", "psoas_minor:l"]
    code, out, err = run(capsys, monkeypatch, "--osim", osim, "--mjcf", mjcf, *who)
    assert (code, err) == (0, "")
    strands = 2 * len(load("muscles")) - 1  # psoas minor on one side only
    assert out.splitlines() == [f"{strands} strands: {osim}", f"{strands} strands: {mjcf}"]
    file = OsimFile(osim.read_text(encoding="utf-8"))
    assert "female, 1.62 m, 58 kg, 44 years. Variants: psoas_minor:l." in leaf(file.model, "credits")
    assert mujoco.MjModel.from_xml_path(str(mjcf)).body_mass.sum() == pytest.approx(58.0, abs=1e-3)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "nothing to write: give --osim FILE.osim, --mjcf FILE.xml, or both"),
        (["--osim", "a.xml"], "a.xml: an OpenSim model is written to a file that ends in .osim"),
        (["--mjcf", "a.osim"], "a.osim: a MuJoCo model is written to a file that ends in .xml or .mjcf"),
        (["--osim", "none/a.osim"], "none/a.osim: the folder 'none' does not exist; make it first"),
        (["--osim", "a.osim", "--variant", "x"], "no variant is called 'x'"),
        (["--osim", "a.osim", "--sex", "x"], "sex is 'x'; it must be 'male' or 'female'"),
    ],
)
def test_errors(
    words: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, monkeypatch, *words)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert sentence in err
    assert list(tmp_path.iterdir()) == []
