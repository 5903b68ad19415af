"""The tables: what they must hold together, and what is said when they do not."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from iliopsoas.atlas.reading.csv_rows import parse_csv
from iliopsoas.atlas.reading.row import KINDS
from iliopsoas.atlas.reading.tables import TABLES, Bone, Muscle, Wrap, load
from iliopsoas.errors import AtlasError

COLUMNS = [f.name for f in fields(Muscle)]
CELLS = {"muscle": "psoas", "group": "psoas_major", "source": "ward2009", "kind": "measured", "note": ""}


def _row(**cells: str) -> str:
    """A good row of muscles.csv, but for these cells."""
    return ",".join((CELLS | cells).get(c, "0.1") for c in COLUMNS)


def _parse(*rows: str, header: list[str] = COLUMNS) -> list[Muscle]:
    return parse_csv("\n".join([",".join(header), *rows]) + "\n", Muscle, "muscles.csv")


def test_a_row_is_read_with_its_types() -> None:
    (row,) = _parse(_row(fmax_n="200", source="ward2009;bogduk1992", note='"fitted, by us"'))
    assert (row.muscle, row.fmax_n, row.lopt_m, row.note) == ("psoas", 200.0, 0.1, "fitted, by us")
    assert row.sources == ("ward2009", "bogduk1992")


def test_a_number_that_is_none_is_named_with_file_line_and_column() -> None:
    with pytest.raises(AtlasError, match=r"^muscles\.csv, line 3, column 'lopt_m': 'O\.1' is not a number$"):
        _parse(_row(), _row(lopt_m="O.1"))


@pytest.mark.parametrize("value", ["", "nan", "inf", "-inf"])
def test_a_missing_number_never_passes_for_one(value: str) -> None:
    """An empty cell or NaN is not a maximal force."""
    with pytest.raises(AtlasError, match=r"muscles\.csv, line 2, column 'fmax_n'"):
        _parse(_row(fmax_n=value))


def test_a_row_without_source_is_refused() -> None:
    with pytest.raises(AtlasError, match=r"muscles\.csv, line 2: no source; every number in the atlas has one"):
        _parse(_row(source=""))


def test_an_unknown_kind_is_refused_and_the_known_ones_are_listed() -> None:
    with pytest.raises(
        AtlasError, match=r"line 2: kind 'guessed' is none of measured, transcribed, derived, estimated"
    ):
        _parse(_row(kind="guessed"))


def test_a_short_row_is_refused() -> None:
    with pytest.raises(AtlasError, match=rf"muscles\.csv, line 2: 3 cells under {len(COLUMNS)} columns"):
        _parse("psoas,psoas_major,200")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(AtlasError, match=r"muscles\.csv, line 1: the header lacks \['lopt_m'\]; a Muscle row has"):
        _parse(header=[c for c in COLUMNS if c != "lopt_m"])


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(AtlasError, match=r"muscles\.csv, line 1: the header has unknown \['colour'\]"):
        _parse(header=[*COLUMNS, "colour"])


def test_a_wrap_may_lack_a_side() -> None:
    columns = [f.name for f in fields(Wrap)]
    cells = {"wrap": "ball", "shape": "sphere", "body": "pelvis", "source": "ward2009", "kind": "estimated", "note": ""}
    cells |= dict.fromkeys(("side_x_m", "side_y_m", "side_z_m"), "")
    line = ",".join(cells.get(c, "0.1") for c in columns)
    (row,) = parse_csv(f"{','.join(columns)}\n{line}\n", Wrap, "wraps.csv")
    assert row.radius_m == 0.1
    assert np.isnan([row.side_x_m, row.side_y_m, row.side_z_m]).all()


@pytest.mark.parametrize("name", TABLES)
def test_every_table_loads_and_marks_how_each_number_is_known(name: str) -> None:
    rows = load(name)
    assert rows
    assert all(row.kind in KINDS and all(row.sources) for row in rows)
    assert rows is load(name)


@pytest.mark.parametrize(
    ("table", "key"),
    [("bodies", "body"), ("joints", "joint"), ("coordinates", "coordinate"), ("muscles", "muscle"), ("wraps", "wrap"),
     ("lumbar_levels", "level")],
)  # fmt: skip
def test_no_name_appears_twice(table: str, key: str) -> None:
    names = [getattr(row, key) for row in load(table)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("table", ["muscles", "paths", "wraps", "lumbar_levels"])
def test_estimates_and_derived_rows_say_how(table: str) -> None:
    """An estimate is argued in its note; a point on a wrap needs none."""
    silent = [
        r
        for r in load(table)
        if r.kind in ("estimated", "derived") and not r.note and getattr(r, "element", "") != "wrap"
    ]
    assert silent == []


def test_paths_run_from_point_to_point_over_what_exists() -> None:
    bodies = {row.body for row in load("bodies")}
    wraps = {row.wrap for row in load("wraps")}
    paths: dict[str, list] = {row.muscle: [] for row in load("muscles")}
    for p in sorted(load("paths"), key=lambda p: p.order):
        paths[p.muscle].append(p)
        if p.element == "wrap":
            assert p.wrap in wraps, p
        else:
            assert p.element == "point"
            assert p.body in bodies, p
    for muscle, path in paths.items():
        assert len(path) >= 2, muscle
        assert path[0].element == path[-1].element == "point", muscle
        assert path[0].body != path[-1].body, muscle
        orders = [p.order for p in path]
        assert len(set(orders)) == len(orders), muscle


def test_every_wrap_is_used() -> None:
    assert {row.wrap for row in load("wraps")} == {p.wrap for p in load("paths") if p.element == "wrap"}


def test_bones_are_possible_rigid_bodies() -> None:
    """The triangle inequality of principal moments of inertia (Goldstein, Classical Mechanics, 5.3)."""
    rows: tuple[Bone, ...] = load("bodies")
    for b in rows:
        x, y, z = sorted((b.ixx_kg_m2, b.iyy_kg_m2, b.izz_kg_m2))
        assert b.mass_kg > 0, b.body
        assert x > 0, b.body
        assert z <= x + y, b.body


def test_muscles_are_possible_muscles() -> None:
    rows: tuple[Muscle, ...] = load("muscles")
    for m in rows:
        assert m.fmax_n > 0, m.muscle
        assert m.lopt_m > 0.01, m.muscle
        assert m.lslack_m >= 0, m.muscle
        assert 0 <= m.pennation_rad < np.radians(45), m.muscle


def test_lumbar_shares_add_up_to_the_whole_movement() -> None:
    levels = load("lumbar_levels")
    for motion in ("extension", "bending", "rotation"):
        assert sum(getattr(level, f"share_{motion}") for level in levels) == pytest.approx(1.0, abs=1e-4)
        assert all(getattr(level, f"share_{motion}") > 0 for level in levels)


def test_ranges_are_the_right_way_round() -> None:
    assert all(c.min_si < c.max_si for c in load("coordinates"))


def test_delp1990_style_knee_table_is_in_order() -> None:
    angles = [row.knee_angle_rad for row in load("knee_motion")]
    assert angles == sorted(angles)
    assert angles[0] <= 0.0
    assert angles[-1] >= np.radians(90)
