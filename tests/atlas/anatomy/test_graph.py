"""The graph: who supplies what, what a lesion takes, what lies where; and how a wrong edge is told."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import pytest

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.graph import graph, shortest_path
from iliopsoas.atlas.anatomy.innervation import drive_loss, nerves, roots, supplies
from iliopsoas.atlas.anatomy.relations import RELATIONS, SHARED, read_relations, relations
from iliopsoas.atlas.anatomy.topography import edges_of, passing, structures_between
from iliopsoas.atlas.cite import references
from iliopsoas.atlas.reading.tables import load
from iliopsoas.errors import AtlasError, InputError, UnknownName

HEADER = "subject,relation,object,other,how,share,source,kind,note\n"
NOT_IN_THE_MODEL = {"pectineus"}
FEMORAL = {"iliacus", "rectus_femoris", "vasti", "sartorius", "pectineus"}


def test_trapping_the_femoral_nerve_spares_psoas() -> None:
    assert drive_loss({"femoral_nerve": 0.5}) == dict.fromkeys(sorted(FEMORAL), 0.5)


def test_below_the_inguinal_ligament_it_spares_iliacus_too() -> None:
    assert set(drive_loss({"femoral_nerve_in_thigh": 1.0})) == FEMORAL - {"iliacus"}


def test_an_l2_lesion_weakens_psoas_and_iliacus_by_their_share() -> None:
    loss = drive_loss({"L2": 1.0})
    assert loss["psoas_major"] == pytest.approx(roots("psoas_major")["L2"])
    assert loss["iliacus"] == pytest.approx(roots("iliacus")["L2"])
    assert loss["psoas_major"] > 0.0
    assert "gluteus_maximus" not in loss


def test_half_a_lesion_takes_half() -> None:
    whole, half = drive_loss({"L2": 1.0}), drive_loss({"L2": 0.5})
    assert half == pytest.approx({muscle: 0.5 * loss for muscle, loss in whole.items()})


def test_no_lesion_takes_nothing() -> None:
    assert drive_loss({}) == {}
    assert drive_loss({"L2": 0.0}) == {}


def test_two_lesions_never_take_more_than_all_nor_less_than_one() -> None:
    one, other = drive_loss({"femoral_nerve": 0.5}), drive_loss({"L3": 1.0})
    both = drive_loss({"femoral_nerve": 0.5, "L3": 1.0})
    for muscle, loss in both.items():
        assert max(one.get(muscle, 0.0), other.get(muscle, 0.0)) <= loss <= 1.0
    assert both["iliacus"] == pytest.approx(1.0 - 0.5 * (1.0 - roots("iliacus")["L3"]))


def test_without_any_root_nothing_is_driven() -> None:
    every = {key: 1.0 for key, s in structures().items() if s.category == "root"}
    assert set(drive_loss(every).values()) == {1.0}


def test_the_plexus_holds_the_nerves_of_the_front_of_the_thigh() -> None:
    loss = drive_loss({"lumbar_plexus": 1.0})
    assert set(loss) >= FEMORAL | {"psoas_major", "psoas_minor", "adductor_longus", "gracilis"}
    assert "gluteus_medius" not in loss


def test_the_lumbosacral_trunk_brings_l4_and_l5_to_the_sacral_plexus() -> None:
    loss = drive_loss({"lumbosacral_trunk": 1.0})
    fibres = roots("gluteus_medius")
    assert loss["gluteus_medius"] == pytest.approx(fibres["L4"] + fibres["L5"])
    assert not FEMORAL & set(loss)


def test_every_driven_muscle_is_in_the_model_or_known_not_to_be() -> None:
    driven = {e.subject for e in relations() if e.relation == "innervated_by"}
    groups = {m.group for m in load("muscles")}
    assert driven - groups == NOT_IN_THE_MODEL
    assert groups <= driven


def test_every_driven_muscle_has_roots_that_add_up() -> None:
    for e in relations():
        if e.relation == "innervated_by":
            assert sum(roots(e.subject).values()) == pytest.approx(1.0)


def test_a_branch_has_no_root_that_its_nerve_lacks() -> None:
    for e in relations():
        if e.relation == "branch_of" and structures()[e.object].category == "nerve":
            assert set(roots(e.subject)) <= set(roots(e.object))


def test_what_l2_supplies() -> None:
    out = supplies("L2")
    assert out.muscles == drive_loss({"L2": 1.0})
    assert out.nerves["femoral_nerve"] == pytest.approx(roots("femoral_nerve")["L2"])
    assert "obturator_nerve" in out.nerves
    assert "sciatic_nerve" not in out.nerves


def test_the_iliolumbar_artery_feeds_both_parts_and_comes_from_the_internal_iliac() -> None:
    assert {"psoas_major", "iliacus"} <= set(supplies("iliolumbar artery").fed)
    assert any(e.relation == "branch_of" and e.object == "internal_iliac_artery" for e in edges_of("iliolumbar_artery"))
    assert set(supplies("internal_iliac_artery").fed) >= set(supplies("iliolumbar_artery").fed)


def test_a_bone_supplies_nothing() -> None:
    with pytest.raises(InputError, match="femur is a bone; only roots, nerves"):
        supplies("femur")


def test_the_bursa_lies_between_tendon_and_capsule_whichever_way_asked() -> None:
    assert (
        structures_between("psoas tendon", "hip capsule")
        == structures_between("hip_capsule", "iliopsoas_tendon")
        == ["iliopectineal_bursa"]
    )
    assert "iliopectineal_bursa" in structures_between("iliopsoas", "hip joint")
    assert structures_between("psoas_minor", "femur") == []


def test_what_passes_through_psoas() -> None:
    through = {e.subject for e in passing("psoas_major", "through")}
    assert {"femoral_nerve", "genitofemoral_nerve", "lumbar_plexus"} <= through
    assert "ureter" in {e.subject for e in passing("psoas_major", "in_front_of")}
    with pytest.raises(UnknownName, match="Did you mean 'through'"):
        passing("psoas_major", "trough")


def test_a_path_is_a_chain() -> None:
    steps = shortest_path("L2", "lesser trochanter")
    assert {"L2", "lesser_trochanter"} <= {k for e in (steps[0], steps[-1]) for k in (e.subject, e.object)}
    for e, after in pairwise(steps):
        assert {e.subject, e.object} & {after.subject, after.object}
    assert shortest_path("iliacus", "iliacus") == []


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_path_is_the_same_on_every_run(seed: str) -> None:
    """Sets of names have another order in every process, unless PYTHONHASHSEED is given."""
    code = (
        "from iliopsoas.atlas.anatomy.graph import shortest_path as p; print([e.words for e in p('L2', 'psoas major')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str([e.words for e in shortest_path("L2", "psoas major")])


def test_no_chain_is_shorter_than_the_shortest() -> None:
    """Every structure is a step farther from L2 than one of its neighbours (breadth-first search by hand)."""
    distance, ahead = {"L2": 0}, ["L2"]
    while ahead:
        here = ahead.pop(0)
        for e in relations():
            for a, b in ((e.subject, e.object), (e.object, e.subject)):
                if a == here and b not in distance:
                    distance[b] = distance[here] + 1
                    ahead.append(b)
    for name in ("femur", "psoas_minor", "iliolumbar_artery", "L3", "vertebra_T12"):
        assert len(shortest_path("L2", name)) == distance[name]
        assert len(shortest_path(name, "L2")) == distance[name]


def test_everything_hangs_together() -> None:
    assert all(graph().degree(key) > 0 for key in structures())


def test_a_strand_has_the_nerves_of_its_muscle_and_the_whole_those_of_its_parts() -> None:
    assert nerves("psoas_major_L1_VB") == nerves("psoas_major") == {"branches_to_psoas_major": 1.0}
    assert set(nerves("iliopsoas")) == {"branches_to_psoas_major", "nerve_to_iliacus"}


def test_every_edge_reads_as_a_sentence() -> None:
    for e in relations():
        assert structures()[e.subject].name in e.words
        assert "_" not in e.words.replace(structures()[e.subject].name, "")


def test_sources_are_references() -> None:
    assert {key for e in relations() for key in e.sources} <= set(references())


def test_only_shares_are_weights() -> None:
    assert all((e.share > 0.0) == (e.relation in SHARED) for e in relations())
    assert {e.relation for e in relations()} == set(RELATIONS)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_lesion_is_a_share(share: float) -> None:
    with pytest.raises(InputError, match="give the share lost, between 0 and 1"):
        drive_loss({"L2": share})


def test_a_lesion_of_something_unknown_or_not_a_nerve() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'femoral nerve'"):
        drive_loss({"femural_nerve": 0.5})
    with pytest.raises(UnknownName):
        drive_loss({"iliacus": 0.5})


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "iliacus,part_of,iliopsos,,,,ward2009,measured,\n",
            r"r\.csv, line 2: no structure is called 'iliopsos'. Did you",
        ),
        ("iliacus,parts_of,iliopsoas,,,,ward2009,measured,\n", r"line 2: no relation is called 'parts_of'"),
        ("ureter,passes,iliacus,,over,,ward2009,measured,\n", r"line 2: passes needs one of through, behind"),
        ("ureter,lies_between,iliacus,,,,ward2009,measured,\n", r"line 2: lies_between, and nothing else, names"),
        ("iliacus,part_of,iliopsoas,,,,,measured,\n", r"line 2: no source"),
        ("iliacus,part_of,iliopsoas,,,,ward2009,guess,\n", r"line 2: kind 'guess'"),
        ("iliacus,part_of,iliopsoas,,,0.5,ward2009,measured,\n", r"line 2: part_of has no share"),
        ("L2,root_of,femoral_nerve,,,2,ward2009,measured,\n", r"line 2: the share of root_of is 2"),
        ("L2,root_of,femoral_nerve,,,half,ward2009,measured,\n", r"line 2, column 'share': 'half' is not a number"),
        (
            "L2,root_of,femoral_nerve,,,0.5,ward2009,measured,\n",
            r"line 2: the shares of root_of of femoral_nerve add up",
        ),
    ],
)
def test_a_wrong_edge_is_told_with_file_and_line(rows: str, message: str) -> None:
    with pytest.raises(AtlasError, match=message):
        read_relations(HEADER + rows, structures(), "r.csv")


@pytest.mark.parametrize("relation", ["part_of", "branch_of"])
def test_a_circle_is_told_with_its_lines(relation: str) -> None:
    rows = [("iliacus", "iliopsoas"), ("iliopsoas", "femur"), ("ureter", "kidney"), ("femur", "iliacus")]
    text = HEADER + "".join(f"{a},{relation},{b},,,,ward2009,measured,\n" for a, b in rows)
    with pytest.raises(AtlasError, match=rf"r\.csv, line 2, 3, 5: {relation} is circular: .*iliacus -> iliopsoas"):
        read_relations(text, structures(), "r.csv")
