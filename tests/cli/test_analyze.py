"""The command line: what it prints, what it leaves behind, and one clear sentence for what cannot be."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xarray as xr

from command_line import Answer, answer_to
from iliopsoas.results.stored.store import load_result
from study.made_up_files import degrees, plates, save, walking

Command = Callable[..., Answer]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run `iliopsoas ...` in this process."""

    return lambda *words: answer_to(words, monkeypatch, capsys)


# ------------------------------------------------------------------------------------------------ the library's walk


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path]:
    """`iliopsoas analyze walk --json` as a user runs it, in a process of its own."""
    out = tmp_path_factory.mktemp("walk") / "deep" / "out"
    done = subprocess.run(
        [sys.executable, "-m", "iliopsoas.cli", "analyze", "walk", "--json", "--out", str(out)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout), out


def test_json_has_the_main_numbers(walked: tuple[dict, Path]) -> None:
    summary, _ = walked
    assert summary["frames"] == 101
    assert summary["muscles"] > 250
    assert summary["ms_per_frame"] > 0
    for side in "rl":
        peaks = summary["hip_contact_force_bw"][side]
        assert set(peaks) == {"peak1", "peak2", "peak"}
        assert all(1 < peak < 10 for peak in peaks.values())
        assert set(summary["knee_contact_force_bw"][side]) == {"peak"}
        assert set(summary["iliopsoas_force_n"][side]) == {"psoas_major", "iliacus"}
        assert all(force > 0 for force in summary["iliopsoas_force_n"][side].values())
    assert {f"hip_{m}_{s}" for m in ("flexion", "adduction", "rotation") for s in "rl"} <= set(summary["reserve_share"])
    assert 0 <= summary["residual_force_bw"] < 0.1
    assert set(summary["lumbar_compression_n"]) == {"L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1"}
    assert summary["sources"] > 5


def test_a_run_leaves_three_whole_files(walked: tuple[dict, Path]) -> None:
    summary, out = walked
    assert sorted(p.name for p in out.iterdir()) == ["index.html", "result.nc", "summary.json"]
    assert json.loads((out / "summary.json").read_text()) == summary
    page = (out / "index.html").read_text()
    assert page.rstrip().endswith("</html>")


def test_the_stored_result_is_what_python_computes(walked: tuple[dict, Path]) -> None:
    """Read back, it equals the same analysis in this process; only the clock differs."""
    from iliopsoas import Body, analyze, movement
    from iliopsoas.results.gait_events import with_stored_events

    stored = load_result(walked[1] / "result.nc")
    body = Body.build()
    walk = movement("walk", body)
    part = {"start": walk.duration / 3, "end": 2 * walk.duration / 3}
    fresh = with_stored_events(analyze(body, walk, **part, moment_arms=False))
    for data in (stored, fresh):
        for clock in ("seconds", "stages"):
            data.attrs.pop(clock)
    xr.testing.assert_allclose(stored, fresh, rtol=1e-9, atol=1e-9)
    assert stored.attrs == fresh.attrs


def test_without_json_people_get_sentences(command: Command, tmp_path: Path) -> None:
    answer = command("analyze", "walk", "--out", tmp_path / "out", "--rate", 30)
    assert answer.code == 0
    assert "body weights at its peaks" in answer.out
    assert "largest knee contact force, right and left: " in answer.out
    assert "Instrumented people doing this (level walking): hip 2.2-2.8 body weights (10 people)" in answer.out
    assert f"report: {tmp_path / 'out' / 'index.html'}" in answer.out


def test_people_are_told_what_lacks_strength(command: Command, tmp_path: Path) -> None:
    """Ten kilograms at the ankle of a small old woman: the command line names hip flexion, how much and when."""
    who = ["--height", "1.55", "--mass", "45", "--sex", "female", "--age", "75"]
    done = command("analyze", "straight_leg_raise", "--cuff", "10", *who, "--out", tmp_path)
    assert re.search(r"hip_flexion_r lacks \+\d+\.?\d* N m of .* s; in \d+ frames, .*iliacus_r", done.out)


def test_movements_are_listed(command: Command) -> None:
    known = json.loads(command("movements", "--json").out)
    assert "walk" in [m["name"] for m in known]
    assert all(m["about"] for m in known)
    assert "walk" in command("movements").out


# ----------------------------------------------------------------------------------------------- files of one's own


def replaced(path: Path, line: int, column: str, text: str) -> int:
    """Put a text into a cell of a row of numbers (counted from 0); returns the line in the file."""
    lines = path.read_text().split("\n")
    head = lines.index("endheader") + 1
    cells = lines[head + 1 + line].split("\t")
    cells[lines[head].split("\t").index(column)] = text
    lines[head + 1 + line] = "\t".join(cells)
    path.write_text("\n".join(lines))
    return head + 2 + line


@pytest.fixture
def refused(command: Command, tmp_path: Path) -> Callable[..., str]:
    """Run an analysis that must be refused with one sentence and exit code 2, leaving nothing; returns the sentence."""

    def run(*words: object) -> str:
        out = tmp_path / "out"
        before = sorted(tmp_path.iterdir())
        answer = command("analyze", *words, "--json", "--out", out)
        assert answer.code == 2
        assert answer.out == ""
        assert not out.exists()
        assert sorted(tmp_path.iterdir()) == before
        lines = answer.err.strip().split("\n")
        assert len(lines) == 1, answer.err
        assert lines[0].startswith("error: ")
        return lines[0].removeprefix("error: ")

    return run


@pytest.mark.parametrize("in_degrees", [True, False])
def test_a_good_file_is_analysed(command: Command, tmp_path: Path, in_degrees: bool) -> None:
    """What the bad files below are made from is good, with and without a plate."""
    table = degrees(walking()) if in_degrees else walking()
    motion = save(tmp_path / "walk_ik.mot", table, in_degrees=in_degrees)
    grf = save(tmp_path / "walk_grf.mot", plates())
    for extra in ([], ["--grf", grf, "--plate", "ground_force=r"]):
        answer = command("analyze", motion, *extra, "--json", "--out", tmp_path / "out")
        assert answer.code == 0, answer.err
        assert json.loads(answer.out)["frames"] == 61
        assert (tmp_path / "out" / "index.html").exists()


def test_a_missing_file_is_named(refused: Callable[..., str], tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.mot").startswith(f"{tmp_path / 'gone.mot'}: there is no such file")


def test_a_missing_force_file_is_named_with_its_neighbours(refused: Callable[..., str], tmp_path: Path) -> None:
    motion = save(tmp_path / "walk_ik.mot", walking())
    text = refused(motion, "--grf", tmp_path / "gone.mot")
    assert text == f"{tmp_path / 'gone.mot'}: there is no such file; its folder has walk_ik.mot"


def test_a_file_without_hip_angles_is_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    table = {n: v for n, v in walking().items() if not n.startswith("hip_flexion")}
    text = refused(save(tmp_path / "walk_ik.mot", table))
    assert "no column for hip_flexion_r, hip_flexion_l" in text
    assert "The file has: pelvis_tilt" in text


def test_degrees_marked_as_radians_are_recognised(refused: Callable[..., str], tmp_path: Path) -> None:
    motion = save(tmp_path / "walk_ik.mot", degrees(walking()), in_degrees=False)
    line = motion.read_text().split("\n").index("inDegrees=no") + 1
    text = refused(motion)
    assert text.startswith(f"{motion}, line {line}")
    assert "angles are marked as radians" in text
    assert "set inDegrees=yes" in text


def test_plates_of_another_time_are_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    motion = save(tmp_path / "walk_ik.mot", walking())
    text = refused(motion, "--grf", save(tmp_path / "walk_grf.mot", plates(start=50.0)))
    assert "50 to 51.2 s" in text
    assert "0 to 1.2 s" in text


def test_a_column_of_text_is_named_with_line_and_column(refused: Callable[..., str], tmp_path: Path) -> None:
    motion = save(tmp_path / "walk_ik.mot", walking())
    line = min(replaced(motion, row, "knee_angle_r", "bent") for row in range(61))
    assert refused(motion) == f"{motion}, line {line}, column 'knee_angle_r': 'bent' is not a number"


def test_missing_numbers_are_named_with_their_frames(refused: Callable[..., str], tmp_path: Path) -> None:
    motion = save(tmp_path / "walk_ik.mot", walking())
    line = min(replaced(motion, row, "hip_flexion_l", "NaN") for row in (20, 21, 22))
    text = refused(motion)
    assert text.startswith(f"{motion}, line {line}, column 'hip_flexion_l': no value")
    assert "3 of 61 frames (20, 21, 22, counted from 0)" in text


def test_missing_forces_are_named_with_their_frames(refused: Callable[..., str], tmp_path: Path) -> None:
    motion, grf = save(tmp_path / "walk_ik.mot", walking()), save(tmp_path / "walk_grf.mot", plates())
    replaced(grf, 40, "ground_force_vy", "NaN")
    text = refused(motion, "--grf", grf)
    assert "the force of plate 'ground_force' has no value" in text
    assert "1 of 121 frames (40, counted from 0)" in text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["walk", "--mass", 0], "mass is 0 kg; it must lie between 10 and 400 kg"),
        (["walk", "--mass", "nan"], "mass is nan kg; it must lie between 10 and 400 kg"),
        (
            ["walk", "--height", 175],
            "height is 175 m; it must lie between 0.8 and 2.5 m. It looks like centimetres: height=1.75",
        ),
        (["walk", "--sex", "other"], "sex is 'other'; it must be 'male' or 'female'"),
        (["walk", "--p", 4], "the exponent of the recruitment cost is 4; it can be 2 or 3"),
        (["walk", "--filter", -1], "--filter is -1 Hz; give a positive cut-off, or 0 for none"),
        (["walk", "--rate", 1], "--rate is 1; it must lie between 10 and 10000 frames a second"),
        (["walk", "--plate", "left"], "--plate is 'left'; write NAME=r or NAME=l, for instance ground_force=r"),
        (["walk", "--grf", "x.mot"], "--grf goes with a coordinate file; 'walk' is a movement of the library"),
    ],
)  # fmt: skip
def test_impossible_options_are_refused(refused: Callable[..., str], words: list[object], text: str) -> None:
    assert refused(*words) == text


def test_an_unknown_movement_is_met_with_those_there_are(refused: Callable[..., str]) -> None:
    text = refused("wlak")
    assert text.startswith("no movement is called 'wlak'. Did you mean 'walk'? There are: ")
    assert "walk" in text.split("There are: ")[1]


def test_a_window_outside_the_movement_is_refused(refused: Callable[..., str]) -> None:
    assert "the part from 50 to 60 s is not inside what can be analysed" in refused("walk", "--from", 50, "--to", 60)


def test_an_unknown_plate_is_met_with_those_there_are(refused: Callable[..., str]) -> None:
    assert refused("walk", "--plate", "gruond_r=r").startswith("no load is called 'gruond_r'. Did you mean 'ground_r'?")


def test_a_file_where_the_folder_should_be_is_refused(command: Command, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    answer = command("analyze", "walk", "--json", "--rate", 30, "--out", tmp_path / "taken")
    assert answer.code == 2
    assert str(tmp_path / "taken") in answer.err
    assert len(answer.err.strip().split("\n")) == 1
    assert (tmp_path / "taken").read_text() == "mine"


def test_words_where_numbers_belong_are_refused(command: Command, tmp_path: Path) -> None:
    answer = command("analyze", "walk", "--mass", "heavy", "--out", tmp_path / "out")
    assert answer.code == 2
    assert "--mass" in answer.err
    assert not (tmp_path / "out").exists()
