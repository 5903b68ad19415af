"""What became of a trial: kept as a whole, told again, and not believed where it is damaged or of other inputs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.batch.made_up_study import keep_curve, made_up_trial

from iliopsoas.batch.trial_store import FAILED, TrialStatus, TrialStore, read_status
from iliopsoas.errors import FileError, SolverError
from iliopsoas.jobs.task import Outcome, Task, WorkerLost


@pytest.fixture
def store(tmp_path: Path) -> TrialStore:
    return TrialStore(tmp_path, results=False)


def _kept(store: TrialStore, digest: str = "d") -> bool:
    return store.is_kept(Task("a", digest, None))


def test_done_is_done_only_with_everything_that_is_asked_for(store: TrialStore, tmp_path: Path) -> None:
    assert not _kept(store)
    keep_curve(store, made_up_trial("a"), np.ones(101))
    assert not _kept(store)
    (store.place("a") / "summary.json").touch()
    assert _kept(store)
    assert not _kept(store, "other inputs")
    assert not _kept(TrialStore(tmp_path, results=True))
    assert not _kept(TrialStore(tmp_path, results=False, pages=True))
    (store.place("a") / "status.json").write_text("{", encoding="utf-8")
    assert not _kept(store)


def test_a_failure_takes_the_place_of_older_results(store: TrialStore) -> None:
    keep_curve(store, made_up_trial("a"), np.ones(101))
    store.keep(Outcome(Task("a", "new", None), "the file is empty"))
    assert [path.name for path in store.place("a").iterdir()] == ["status.json"]
    assert store.status("a") == TrialStatus("a", FAILED, "new", "the file is empty")
    assert _kept(store, "new")
    assert not TrialStore(store.folder, retry=True).is_kept(Task("a", "new", None))


def test_a_lost_process_is_a_failure_that_is_tried_again(store: TrialStore) -> None:
    store.keep(Outcome(Task("a", "d", None), error=WorkerLost("its process died")))
    status = store.status("a")
    assert status is not None
    assert (status.reason, status.again) == ("its process died", True)
    assert not _kept(store)


@pytest.mark.parametrize("error", [FileError("x", "the disk is full"), SolverError("no")])
def test_what_is_no_fault_of_the_trial_ends_the_batch(store: TrialStore, error: Exception) -> None:
    with pytest.raises(type(error)):
        store.keep(Outcome(Task("a", "d", None), error=error))
    assert not store.place("a").exists()


def test_success_was_written_already(store: TrialStore) -> None:
    store.keep(Outcome(Task("a", "d", None)))
    assert not store.place("a").exists()


@given(
    st.builds(
        TrialStatus,
        st.text(),
        st.sampled_from(["done", "failed"]),
        st.text(),
        reason=st.text(),
        again=st.booleans(),
        reasons=st.lists(st.text()).map(tuple),
        frames=st.integers(0, 10**6),
        peaks=st.dictionaries(st.text(), st.floats(allow_nan=False)),
    )
)
def test_a_status_is_read_as_it_was_written(status: TrialStatus) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        status.write(Path(folder))
        assert read_status(Path(folder)) == status


def test_no_status(tmp_path: Path) -> None:
    assert read_status(tmp_path) is None
    (tmp_path / "status.json").write_text('{"trial": "a", "reasons": [], "mood": 1}', encoding="utf-8")
    assert read_status(tmp_path) is None
