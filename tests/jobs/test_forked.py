"""Work shared out among copies of this process: every piece once, in any order, and nothing begun in vain."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from iliopsoas.jobs.forked import shared_out

_offset: list[int] = []


def _begin(offset: int) -> None:
    _offset[:] = [offset]


def _sum(a: int, b: int) -> tuple[int, int]:
    return a + b + _offset[0], os.getpid()


def _refuses(a: int) -> int:
    raise ValueError(f"not {a}")


def _leaves_a_mark(folder: Path, number: int) -> int:
    (folder / str(number)).touch()
    time.sleep(0.2)
    return number


def test_every_piece_is_done_once_elsewhere_with_what_its_process_was_given() -> None:
    done = dict(shared_out(_sum, [(n, 10 * n) for n in range(12)], 2, begin=_begin, given=(100,)))
    assert {number: total for number, (total, _) in done.items()} == {n: 11 * n + 100 for n in range(12)}
    processes = {process for _, process in done.values()}
    assert os.getpid() not in processes
    assert len(processes) <= 2
    assert _offset == []


def test_an_error_of_the_function_is_the_callers() -> None:
    with pytest.raises(ValueError, match="not 7"):
        list(shared_out(_refuses, [(7,)], 2))


def test_what_is_not_begun_is_dropped_where_the_caller_stops(tmp_path: Path) -> None:
    for _ in shared_out(_leaves_a_mark, [(tmp_path, n) for n in range(40)], 2):
        break
    time.sleep(0.5)
    assert 1 <= len(list(tmp_path.iterdir())) < 15
