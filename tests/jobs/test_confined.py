"""A program within limits: its words come back, and whatever it does ends with it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from iliopsoas.jobs import confined
from iliopsoas.jobs.confined import NotInTime, can_confine, confined_output

ROOMY = 1 << 30


def program(folder: Path, text: str) -> Path:
    path = folder / "program.py"
    path.write_text(text)
    return path


def test_its_words_come_back_and_its_errors_do_not(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = program(tmp_path, "import sys, numpy; print(*sys.argv[1:], __name__, flush=True); raise OSError('no')")
    assert can_confine(told)
    assert confined_output(told, ["one", "two"], memory=ROOMY, seconds=9.0) == b"one two __main__\n"
    assert capfd.readouterr() == ("", "")
    assert not can_confine(tmp_path / "none.py")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("text", ["while True: pass", "b'x' * (2 << 30)", "import os; os.abort()"])
def test_what_goes_beyond_its_limits_or_falls_has_no_last_word(tmp_path: Path, text: str) -> None:
    begin = time.monotonic()
    ended = program(tmp_path, f"print('begun', flush=True)\n{text}\nprint('done')")
    assert confined_output(ended, [], memory=ROOMY, seconds=1.0) == b"begun\n"
    assert time.monotonic() - begin < 6.0


def test_what_only_waits_is_ended_by_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "WAIT", 1.0)
    with pytest.raises(NotInTime, match="within 1 s"):
        confined_output(program(tmp_path, "import time; time.sleep(60)"), [], memory=ROOMY, seconds=0.6)
