"""What the atlas holds of rehabilitation: complete, consistent, plain, and every error with its line."""

from __future__ import annotations

import pytest

from iliopsoas.atlas.cite import references
from iliopsoas.atlas.conditions.catalogue import conditions, red_flags
from iliopsoas.atlas.movements.catalogue import find_movement, movement_records
from iliopsoas.atlas.rehabilitation.catalogue import (
    adaptation_parameter,
    dose_preset,
    equipment,
    outcome_measure,
    precautions,
    prescription,
    rehabilitation,
    screening_question,
    stage,
    stop_rule,
)
from iliopsoas.atlas.rehabilitation.file import parse
from iliopsoas.atlas.rehabilitation.records import IRRITABILITIES, STAGES
from iliopsoas.errors import AtlasError, UnknownName

from ..readability import reading_grade

RECORDS = rehabilitation()
PLAIN = 6.0
"""School grade that what people read must not exceed."""


def test_every_red_flag_of_the_atlas_is_asked_for() -> None:
    """By a question, or, where the condition itself is one, by a referral."""
    asked = {sign for question in RECORDS.questions for sign in question.covers}
    signs = {flag.sign for flag in red_flags()} | {sign for c in conditions() for sign in c.red_flags}
    referred = {
        sign for p in precautions() if p.refer for c in conditions() if c.name in p.conditions for sign in c.red_flags
    }
    assert signs - asked - referred == set()


def test_a_question_is_as_urgent_as_the_red_flag_it_asks_for() -> None:
    """An emergency of the conditions is one here; 'stop impact, urgent' and the like hold their word."""
    urgency = {flag.sign: flag.action for flag in red_flags()}
    for question in RECORDS.questions:
        for sign in question.covers:
            action = urgency.get(sign, "")
            if action.startswith("emergency"):
                assert question.how_soon == "emergency", question.name
            if "urgent" in action:
                assert question.how_soon in ("emergency", "today", "urgent"), question.name
            if action == "today":
                assert question.how_soon in ("emergency", "today"), question.name


@pytest.mark.parametrize("question", RECORDS.questions, ids=lambda q: q.name)
def test_questions_are_plain(question) -> None:  # type: ignore[no-untyped-def]
    assert question.ask.endswith("?")
    assert reading_grade(question.ask) <= PLAIN
    assert reading_grade(question.why) <= PLAIN


def test_all_that_people_read_is_plain() -> None:
    texts = [p.words for p in RECORDS.prescriptions] + [p.felt for p in RECORDS.prescriptions]
    texts += [m.words for m in RECORDS.modalities] + [m.known for m in RECORDS.modalities]
    texts += [rule.words for rule in RECORDS.stop_rules]
    texts += [phase.progress_when for p in RECORDS.programmes for phase in p.phases]
    hard = {text: grade for text in texts if (grade := reading_grade(text)) > PLAIN}
    assert hard == {}


def test_every_exercise_of_the_library_is_prescribed() -> None:
    exercises = {m.name for m in movement_records().values() if m.group != "daily"}
    assert {p.name for p in RECORDS.prescriptions} == exercises


@pytest.mark.parametrize("record", RECORDS.prescriptions, ids=lambda p: p.name)
def test_steps_lead_down_and_never_in_a_circle(record) -> None:  # type: ignore[no-untyped-def]
    seen = [record.name]
    while (name := prescription(seen[-1]).easier) and len(seen) < 20:
        assert name not in seen
        seen.append(name)
    parameters = {p.name: p for p in find_movement(record.name).parameters}
    for step in record.steps:
        for key, value in step.items():
            known = parameters[key]
            assert value in known.choices if known.choices else known.minimum <= value <= known.maximum
    weights = [step["cuff"] for step in record.steps if "cuff" in step]
    assert weights == sorted(weights, reverse=True)


def test_a_loaded_end_of_extension_is_an_end_of_extension_or_a_band_that_pulls_there() -> None:
    loaded = {p.name for p in RECORDS.prescriptions if "loaded_end_range_extension" in p.features}
    assert {"thomas_band_flexion", "eccentric_band", "split_lunge", "contract_relax_edge"} == loaded


def test_what_needs_a_thing_names_it() -> None:
    """Words of the exercise and the list of equipment agree."""
    words = {"chair": "chair", "bed": "bed edge", "cuff": "weight on your ankle", "bar": "from a bar", "wall": "wall"}
    for thing, said in words.items():
        for record in RECORDS.prescriptions:
            if said in record.words and record.name != "contract_relax_edge":
                assert thing in record.equipment, record.name


def test_every_source_is_a_reference() -> None:
    keys = {key for records in RECORDS for r in records for key in getattr(r, "sources", ())}
    assert keys <= set(references())
    assert {"thorborg2016", "hubal2005", "ingram2025", "bohm2015"} <= keys


def test_every_phase_of_every_programme_offers_something_without_equipment() -> None:
    for programme in RECORDS.programmes:
        for phase in programme.phases:
            names = (*phase.exercises, *stage(phase.name).fillers)
            assert sum(not prescription(name).equipment for name in names) >= 2, (programme.name, phase.name)


def test_every_condition_has_a_programme_and_spasticity_is_left_to_specialists() -> None:
    covered = {name for p in RECORDS.programmes for name in p.conditions}
    assert {c.name for c in conditions()} - covered == {"spasticity"}


def test_stages_and_irritabilities_are_complete() -> None:
    assert [s.name for s in RECORDS.stages] == list(STAGES)
    assert [i.name for i in RECORDS.irritabilities] == list(IRRITABILITIES)
    limits = [i.effort_limit for i in RECORDS.irritabilities]
    assert limits == sorted(limits, reverse=True)
    assert all(s.effort[0] < s.effort[1] <= 1.0 for s in RECORDS.stages)


def test_the_figures_that_were_published() -> None:
    assert dose_preset("daily_light").repetitions == (15, 20)
    assert dose_preset("daily_light").sets == (2, 3)
    assert dose_preset("daily_hold").hold_s == 3
    assert dose_preset("trial_end").per_week == (3, 3)
    assert adaptation_parameter("response_variation").high == 1.07
    assert stop_rule("pain_monitoring").most_during == 5
    assert stop_rule("pain_rises").most_during == 0


def test_questionnaires_of_others_are_scores_without_items() -> None:
    for name in ("hoos", "ihot12", "odi"):
        assert outcome_measure(name).items == "licence"
    assert outcome_measure("hagos").items == "authors"
    assert outcome_measure("hip_flexion_strength").detectable_change(2.0) == pytest.approx(0.4)
    assert outcome_measure("pain").detectable_change(7.0) == 1.8
    assert outcome_measure("effort").detectable_change(7.0) is None


def test_aliases_and_unknown_names() -> None:
    assert prescription("slr").name == "straight_leg_raise"
    with pytest.raises(UnknownName, match=r"no prescribed exercise is called 'squatt'"):
        prescription("squatt")
    with pytest.raises(UnknownName, match=r"no screening question is called 'x'"):
        screening_question("x")
    assert {e.name for e in equipment()} >= {"chair", "band", "cuff"}


END = 'source = "gcare"\nkind = "estimated"\n'
QUESTION = f"""[[question]]
name = "x"
ask = "Is it?"
covers = ["The hip locks"]
why = "y"
how_soon = "soon"
{END}"""
DOSE = f"""[[dose]]
name = "d"
about = "x"
repetitions = [8, 12]
sets = [2, 3]
per_day = [1, 1]
per_week = [3, 3]
hold_s = 1
{END}"""
PRECAUTION = f"""[[precaution]]
name = "p"
conditions = ["strain"]
avoid = []
why = "x"
{END}"""
PRESCRIPTION = f"""[[prescription]]
name = "slr_cuff"
sort = "strength"
purpose = "x"
features = []
dose = "d"
steps = [{{ cuff = 2.0 }}]
cue = "x"
words = "x"
felt = "x"
{END}"""
PARAMETER = f"""[[parameter]]
name = "a"
about = "x"
low = 1.0
typical = 2.0
high = 3.0
unit = "1"
{END}"""
TEXTS = {
    "screening": QUESTION,
    "doses": DOSE,
    "precautions": PRECAUTION,
    "prescriptions": PRESCRIPTION,
    "adaptation": PARAMETER,
    "programmes": "",
    "outcomes": "",
}


def test_the_smallest_files() -> None:
    found = parse(TEXTS)
    assert (found.questions[0].name, found.doses[0].name, found.parameters[0].high) == ("x", "d", 3.0)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "screening",
            "hip locks",
            "hip lock",
            r"screening\.toml, line 4, question 'x': no red flag is called 'The hip lock'",
        ),
        ("screening", '"soon"', '"later"', r"line 6, question 'x': no urgency is called 'later'. There are: emergency"),
        ("screening", "covers", "cover", r"line 4, question 'x': no entry is called 'cover'. Did you mean 'covers'"),
        ("screening", "why", 'signs = ["limp"]\nwhy', r"line 5, question 'x': no sign is called 'limp'"),
        ("doses", "[8, 12]", "[12, 8]", r"doses\.toml, line 4, dose 'd': repetitions 12 to 8 must rise from 1"),
        ("doses", "[3, 3]", "[3, 8]", r"line 7, dose 'd': a week has seven days"),
        ("doses", "[2, 3]", "[2]", r"line 5, dose 'd': sets is \[2\]; it must be two whole numbers in a list"),
        ("doses", 'source = "gcare"\n', "", r"dose 'd': no source; every number in the atlas has one"),
        ("precautions", "avoid = []", 'avoid = ["kneel"]', r"line 4, precaution 'p': no feature is called 'kneel'"),
        (
            "precautions",
            'conditions = ["strain"]\n',
            "",
            r"precaution 'p': it holds for nobody; give conditions or signs",
        ),
        (
            "precautions",
            "strain",
            "strian",
            r"line 3, precaution 'p': no condition is called 'strian'. Did you mean 'strain'",
        ),
        ("prescriptions", "{ cuff", "{ weight", r"line 7, prescription 'slr_cuff': no parameter is called 'weight'"),
        ("prescriptions", "slr_cuff", "slr_cuf", r"line 2, .*no movement is called 'slr_cuf'. Did you mean 'slr_cuff'"),
        ("prescriptions", 'dose = "d"', 'dose = "e"', r"line 6, prescription 'slr_cuff': no dose is called 'e'"),
        ("adaptation", "2.0", "9.0", r"line 4, parameter 'a': 1, 9, 3 must rise"),
        ("programmes", "", '[[programme]]\nname = "g"\n', r"programme 'g': its phases must be calm, activate"),
        ("outcomes", "", "[[score]]\n", r"outcomes\.toml, line 1: unknown 'score'; there are \[\[outcome\]\]"),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(file: str, old: str, new: str, message: str) -> None:
    assert old in TEXTS[file]
    with pytest.raises(AtlasError, match=message):
        parse(TEXTS | {file: TEXTS[file].replace(old, new, 1)})
