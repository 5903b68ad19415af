"""The drawing: its lines lie where the anatomy says, against the model's own strands."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.topography import passing
from iliopsoas.atlas.cite import references
from iliopsoas.atlas.reading.csv_rows import data_text, parse_csv
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.report.figures.atlas_drawing import COLOUR, RADIUS, draw_atlas, label_heights
from iliopsoas.scene.courses import CourseRow, EllipsoidRow, course_lines
from iliopsoas.scene.pose_scene import Scene, scene_in_pose


@pytest.fixture(scope="module")
def neutral(body: Body) -> Scene:
    return scene_in_pose(body, body.map.pose()[0])


def courses() -> list[CourseRow]:
    return parse_csv(data_text("structures/courses.csv"), CourseRow, "courses.csv")


def places() -> list[EllipsoidRow]:
    return parse_csv(data_text("structures/places.csv"), EllipsoidRow, "places.csv")


def test_every_line_is_a_structure_that_can_be_drawn() -> None:
    for row in [*courses(), *places()]:
        assert structures()[row.structure].category in COLOUR
        assert row.kind == "estimated"
        assert set(row.sources) <= set(references())
    assert {structures()[r.structure].category for r in courses()} == set(RADIUS)


def test_lines_follow_what_the_graph_says() -> None:
    """A nerve that passes through or behind psoas major is drawn so somewhere."""

    drawn = {r.structure: {c.how for c in courses() if c.structure == r.structure} for r in courses()}
    for e in passing("psoas_major"):
        if e.subject in drawn and e.how in ("through", "behind"):
            assert drawn[e.subject] & {"through", "behind"}


def test_the_femoral_nerve_leaves_between_psoas_and_iliacus(body: Body, neutral: Scene) -> None:
    """At the height of the pelvic brim it is lateral of psoas major and medial of the outer iliacus."""
    way = max((w for w in course_lines(body, neutral) if w.structure == "femoral_nerve"), key=lambda w: len(w.points))
    height = neutral.origins["pelvis"][1] - 0.02

    def lateral(points: np.ndarray) -> float:
        return float(points[np.argmin(np.abs(points[:, 1] - height)), 2])

    def outermost(group: str) -> float:
        at = [i for i, g in enumerate(body.muscles.groups) if g == f"{group}_r"]
        return max(lateral(neutral.strands[i]) for i in at)

    assert outermost("psoas_major") < lateral(way.points) < outermost("iliacus")


def test_the_bursa_lies_in_front_of_the_femoral_head(body: Body, neutral: Scene) -> None:
    (bursa,) = places()
    head = neutral.origins["femur_r"] - neutral.origins["pelvis"]
    assert bursa.x_m - bursa.half_x_m > head[0] + 0.020
    assert abs(bursa.y_m - head[1]) < bursa.half_y_m


def test_a_smaller_person_has_the_same_picture_smaller(body: Body) -> None:
    """Lines scale with the segments they are drawn in."""
    small = Body.build(Subject(height=1.50, mass=50.0))
    factor = small.factors["pelvis"] / body.factors["pelvis"]
    for own, other in zip(
        course_lines(small, scene_in_pose(small, small.map.pose()[0])),
        course_lines(body, scene_in_pose(body, body.map.pose()[0])),
        strict=True,
    ):
        span = [np.ptp(w.points, axis=0) for w in (own, other)]
        assert span[0] == pytest.approx(factor * span[1], rel=1e-6, abs=1e-9)


def test_names_do_not_overlap_and_point_into_the_picture(body: Body) -> None:
    drawing = draw_atlas(body, pixels=200)
    high, wide, _ = drawing.image.shape
    assert sum(map(len, drawing.labels)) >= 14
    for column in drawing.labels:
        at = label_heights(column, 1000)
        assert all(b - a >= 39.9 for a, b in pairwise(at))
        for mark in column:
            assert 0 <= mark.x <= wide
            assert 0 <= mark.y <= high
