"""The tree of errors: what each carries, and what it says."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.errors import FileError, IliopsoasError, InputError, MissingExtra, SolverError, UnknownName
from iliopsoas.mechanics.recruitment.recruit import Recruitment, recruit


def test_a_file_error_says_where() -> None:
    error = FileError("walk.mot", "'bent' is not a number", line=7, column="knee_angle_r")
    assert str(error) == "walk.mot, line 7, column 'knee_angle_r': 'bent' is not a number"
    assert (error.path.name, error.line, error.column) == ("walk.mot", 7, "knee_angle_r")
    assert isinstance(error, InputError)
    assert isinstance(error, ValueError)


def test_an_unknown_name_is_met_with_those_there_are() -> None:
    error = UnknownName("colour", "gren", ["red", "green"])
    assert str(error) == "no colour is called 'gren'. Did you mean 'green'? There are: red, green"
    assert str(UnknownName("number", "x", map(str, range(40)))).endswith("28, 29 ... (40 in all)")


def test_a_missing_extra_says_how_to_get_it() -> None:
    assert str(MissingExtra("a picture", "figures")) == (
        "a picture needs an optional package: pip install 'iliopsoas[figures]'"
    )


def test_a_computation_that_fails_leaves_what_a_look_afterwards_needs() -> None:
    """Without an iteration nothing is balanced: the error has their data and the best that was found."""
    rng = np.random.default_rng(3)
    capacity, demand = rng.uniform(-1, 1, (5, 3, 12)) * 50.0, rng.uniform(-1, 1, (5, 3)) * 60.0
    with pytest.raises(SolverError, match="recruitment did not converge in") as caught:
        recruit(capacity, demand, np.ones(12), exponent=3, max_iterations=0)
    error = caught.value
    assert isinstance(error, IliopsoasError)
    assert isinstance(error.best, Recruitment)
    assert error.frames == [t for t in range(5) if error.best.residual[t] > 1e-6]
    np.testing.assert_array_equal(error.data.b, demand[error.frames])
    assert error.best.activation.shape == (5, 12)


def test_without_evidence_the_error_says_so() -> None:
    assert (SolverError("no").frames, SolverError("no").data, SolverError("no").best) == ([], None, None)


def test_a_name_without_end_is_cut_in_a_message_but_kept_whole_beside_it() -> None:
    error = FileError("walk.mot", "it is no number", column="vx" * 5000)
    assert str(error).startswith("walk.mot, column 'vxvx")
    assert str(error).endswith("vx ...': it is no number")
    assert len(str(error)) < 200
    assert error.column == "vx" * 5000
    assert "called 'a\\x00b'" in str(UnknownName("muscle", "a\x00b", ["psoas"]))
