"""From a record's `compute` to the function: all records find theirs, and mistakes say what exists."""

from __future__ import annotations

import inspect

import pytest

from iliopsoas.errors import AtlasError
from iliopsoas.evidence.quantity_registry import MODULES, quantities, quantity
from iliopsoas.evidence.table import records

RECORDS = records()


def test_every_record_finds_its_quantity() -> None:
    known = quantities()
    for record in RECORDS:
        assert record.compute in known, record.name
        assert not record.published_by or record.published_by in known, record.name


def test_every_record_gives_the_arguments_its_quantity_takes() -> None:
    """No argument without a place, and none missing that has no default."""
    for record in RECORDS:
        for path in filter(None, (record.compute, record.published_by)):
            given = {**record.args, **({"movements": record.movements} if record.movements else {})}
            signature = inspect.signature(quantity(path, record.name, "evidence.toml"))
            signature.bind(None, **(record.args if path == record.published_by else given))


def test_no_quantity_is_idle() -> None:
    """A function that no record, figure or reference curve asks for is dead."""
    used = {path for r in RECORDS for path in (r.compute, r.published_by)}
    by_others = {
        "activity.mean", "activity.peak", "arms.arms_at_published_angles", "exercises.leg_raise",
        "exercises.leg_lift_prone", "exercises.one_hand", "exercises.raise_activation", "loads.relaxed",
        "spine.paradox", "spine.lateral_arm", "variation.people", "walking.activation", "walking.percent",
    }  # fmt: skip
    assert {path for path in quantities() if path not in used} <= by_others


def test_a_quantity_is_a_function_of_its_module_that_takes_the_context() -> None:
    for path, found in quantities().items():
        module, _, name = path.partition(".")
        assert getattr(MODULES[module], name) is found
        assert next(iter(inspect.signature(found).parameters)) == "context"
    assert "arms.curve" not in quantities()  # takes no context
    assert "arms.moment_arms" not in quantities()  # imported


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "arm.mean",
            r"evidence\.toml, x: no module of quantities is called 'arm'\. Did you mean 'arms'\? There are: activity",
        ),
        (
            "arms.meen",
            r"evidence\.toml, x: no quantity of arms is called 'meen'\. Did you mean 'mean'\? There are: .*about",
        ),
        ("arms", r"evidence\.toml, x: no quantity of arms is called ''"),
        ("arms._hidden", r"evidence\.toml, x: no quantity of arms is called '_hidden'"),
    ],
)
def test_mistakes_say_where_they_are_and_what_exists(path: str, text: str) -> None:
    with pytest.raises(AtlasError, match=text):
        quantity(path, "x", "evidence.toml")
