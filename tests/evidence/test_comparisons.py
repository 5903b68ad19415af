"""What is compared, how much of it agrees, and that nothing is hidden."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from iliopsoas.atlas.cite import references
from iliopsoas.errors import UnknownName
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.compare import compare, compare_record, count_agreement, select_records
from iliopsoas.evidence.quantities import loads
from iliopsoas.evidence.records import CONFIDENCE, Comparison
from iliopsoas.evidence.table import groups, records
from iliopsoas.report.evidence_page import FAR, place_in_tolerance, write_evidence_page

COVERED = {
    "psoas_extends_L1_L2_upright", "psoas_flexes_L5_S1_upright", "psoas_flexes_every_level_bent",
    "psoas_process_part_extends_more", "psoas_compression_L5_S1", "psoas_arm_-10", "psoas_arm_60", "psoas_arm_rms",
    "iliacus_arm_rms", "psoas_major_hip_rotation_models", "strength_male_22", "strength_female_70",
    "strength_man_at_60", "passive_moment_-20", "thomas_male", "thomas_female", "hip_force_second_peak",
    "iliopsoas_quiet_before_midstance", "iliopsoas_burst", "late_stance_moment_passive", "fibre_length_psoas_major",
    "psoas_minor_present", "l45_bent_forward", "l45_sitting", "leg_raise_moment", "leg_raise_activation_60",
    "psoas_steadies_load_other_side",
}  # fmt: skip


def test_enough_is_compared(found: list[Comparison]) -> None:
    done = [c for c in found if c.available]
    assert len(done) >= 100
    assert {c.record.name for c in found} >= COVERED
    assert groups() == ("spine", "arms", "strength", "passive", "walking", "architecture", "variation", "exercises",
                        "lumbar", "instrumented", "rest")  # fmt: skip


INSTRUMENTED = ("instrumented", "rest")


def test_three_in_four_agree_and_each_role_is_counted(found: list[Comparison]) -> None:
    """The share inside, each published figure once, does not fall below what it is; the aim is four in five. Loads of
    instrumented people are counted by themselves: there the body is weakest (27 of 46: a disc at rest misses by .002,
    the knee's second peak in walking by a quarter, since the calf's tendon gives way). Predictions are told beside it.
    """
    summary = count_agreement(found)
    inside, of = count_agreement([c for c in found if c.record.group not in INSTRUMENTED]).once
    assert inside >= 0.78 * of, (inside, of)
    instrumented = count_agreement([c for c in found if c.record.group in INSTRUMENTED])
    assert instrumented.share >= 0.58, str(instrumented)
    assert sum(inside for inside, _ in summary.by_role.values()) == summary.inside
    assert sum(of for _, of in summary.by_role.values()) == summary.compared
    assert "predictions" in str(summary)


def test_known_misses_are_told(found: list[Comparison]) -> None:
    """The second peak of the averaged walk is far above instrumented hips, and the table says so."""
    peak = next(c for c in found if c.record.name == "hip_force_second_peak_average")
    assert not peak.inside
    assert peak.ours is not None
    assert peak.ours > 4.5
    assert "4.7 body weights" in peak.reading


def test_every_miss_has_a_reading_of_its_own(found: list[Comparison]) -> None:
    for c in found:
        if c.available and not c.inside:
            assert len(c.record.miss) > 40, c.record.name
            assert c.reading == c.record.miss


def test_readings_are_one_line() -> None:
    for r in records():
        for text in (r.reading, r.miss):
            assert "\n" not in text
            assert not text or text.endswith("."), r.name
            assert "{" not in text + r.quantity + r.name, r.name


def test_no_target_rests_on_memory() -> None:
    for r in records():
        assert r.confidence in CONFIDENCE
        assert r.kind in ("measured", "transcribed", "derived"), r.name
        assert set(r.sources) <= set(references()), r.name


def test_json_has_what_programs_expect(found: list[Comparison]) -> None:
    for c in found:
        if not c.available:
            continue
        row = json.loads(json.dumps(c.as_dict()))
        assert {"name", "ours", "published", "spread", "unit", "verdict", "reading", "source"} <= set(row)
        assert row["verdict"] in ("inside", "outside")
        assert isinstance(row["ours"], float)
        assert isinstance(row["published"], float)
        low, high = row["spread"]
        assert low is not None or high is not None
        assert low is None or high is None or low <= row["published"] <= high, c.record.name


def test_what_needs_a_missing_movement_waits(context: Context) -> None:
    """Skipped with a clear status; computed as soon as the library has one of the names."""
    record = next(r for r in records() if r.name == "l45_sitting")
    waiting = compare_record(record, context)
    if not waiting.available:
        assert waiting.verdict == "not available"
        assert "no movement called sit" in waiting.reading
        assert count_agreement([waiting]).unavailable == 1
    assert loads.of_standing(context, "peak", ["no such movement", "walk"]) > 1.0


def test_choosing_by_group_and_by_name() -> None:
    assert {r.group for r in select_records(["passive"])} == {"passive"}
    assert all("thomas" in r.name for r in select_records(["thomas"]))
    assert len(select_records(["passive", "thomas"])) == len(select_records(["passive"]))
    assert len(select_records([])) == len(records())
    with pytest.raises(UnknownName, match=r"called 'pasive'\. Did you mean 'passive'"):
        select_records(["pasive"])


def test_the_same_twice(context: Context, found: list[Comparison]) -> None:
    again = {c.record.name: c.ours for c in compare(select_records(["passive", "variation"]), Context())}
    assert again == {c.record.name: c.ours for c in found if c.record.name in again}


def test_a_published_figure_is_counted_once(found: list[Comparison]) -> None:
    """Second readings are shown and counted in the whole; the share of published figures leaves them out."""
    total = count_agreement(found)
    second = [c for c in found if c.record.second]
    assert second
    assert total.once == (total.inside - sum(c.inside for c in second), total.compared - len(second))
    assert f"each published figure once {total.once[0]} of {total.once[1]}" in str(total)


@pytest.mark.xfail(
    strict=True,
    reason="138 of 174: with a straight knee hip flexion is 1 to 4 % too strong since gluteus minimus flexes the "
    "straight hip, and a leg in the Thomas position hangs 3 degrees higher than athletes'",
)
def test_besides_instrumented_people_four_in_five_published_figures_are_met(found: list[Comparison]) -> None:
    others = count_agreement([c for c in found if c.record.group not in INSTRUMENTED]).once
    assert others[0] >= 0.8 * others[1]


# --- the page, here so that all comparisons are computed once ---------------------------------------------------------


@pytest.fixture(scope="module")
def page(found: list[Comparison], context: Context, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "evidence.html"
    return write_evidence_page(file, found, context).read_text(encoding="utf-8")


def test_the_page_needs_nothing_else(page: str) -> None:
    visible = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    loaded = re.findall(r"""(?:src|href)\s*=\s*["']?((?:https?:)?//[^"'\s]*)""", visible)
    assert [link for link in loaded if not link.startswith("https://doi.org/10.")] == []
    assert "Plotly.react" in page
    assert len(page) > 1_000_000  # what draws is inside


def test_the_page_shows_every_comparison_and_figure(page: str, found: list[Comparison]) -> None:
    visible = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    groups = {c.record.group for c in found}
    assert visible.count('<tr><th scope="row">') == len(found) + len(groups)
    assert visible.count('class="place"') == sum(place_in_tolerance(c) is not None for c in found)
    assert visible.count('class="in"') == sum(c.inside for c in found if place_in_tolerance(c) is not None)
    inner = set(re.findall(r'href="#([\w-]+)"', visible))
    assert inner <= set(re.findall(r'id="([\w-]+)"', visible))
    assert {f"ref-{key}" for c in found for key in c.record.sources} <= inner
    for title in ("Moment arms at the hip", "Isometric hip flexion strength", "Passive hip", "Walking"):
        assert title in visible
    for name in ("Blemker 2005 (range)", "10 instrumented hips", "Riener"):
        assert name in page


def test_a_point_lies_where_ours_is(found: list[Comparison]) -> None:
    """Within -1 to 1 exactly where it is inside, never beyond the edge."""
    places = {c.record.name: (place_in_tolerance(c), c.inside) for c in found}
    known = [(x, inside) for x, inside in places.values() if x is not None]
    assert len(known) > 100
    assert all((abs(x) <= 1.0 + 1e-9) == inside and abs(x) <= FAR for x, inside in known)


def test_a_page_of_nothing_with_limits(context: Context, found: list[Comparison], tmp_path: Path) -> None:
    signs = [c for c in found if c.record.name == "psoas_flexes_L5_S1_upright"]
    assert "1 of 1 inside" in write_evidence_page(tmp_path / "x.html", signs, context).read_text(encoding="utf-8")
