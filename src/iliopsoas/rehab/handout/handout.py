"""The handout: a plan as pages for the person, in plain words, with pictures; PDF and HTML of the same contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.rehabilitation.catalogue import modality, prescription, stop_rule
from iliopsoas.atlas.rehabilitation.records import ScreeningQuestion
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.files import write_text
from iliopsoas.rehab.handout import phrases
from iliopsoas.rehab.handout.exercise_drawing import ExerciseDrawing, draw_exercise
from iliopsoas.rehab.handout.plain_dose import dose_lines, load_lines
from iliopsoas.rehab.handout.translation import Translator, translator
from iliopsoas.rehab.handout.typesetting import PAPERS, write_pdf
from iliopsoas.rehab.programme.plan import Phase, Plan, PlannedExercise
from iliopsoas.rehab.programme.screening import screen
from iliopsoas.templating import environment, template

USUAL_SIZE, LARGE_SIZE = 12, 18
"""Size of letters [pt] (technical): large print begins at 16 to 18."""
MOST_WEEKS = 6
"""Rows of a diary table (technical)."""
TALL = 1.3
"""Pictures with a smaller width over height are given more height [-] (technical)."""
Drawings = Mapping[tuple[str, str, tuple[tuple[str, float | str], ...]], ExerciseDrawing]


def write_handout(
    plan: Plan,
    folder: Path | str,
    *,
    paper: str = "a4",
    large_print: bool = False,
    language: str | None = None,
    day: date | None = None,
    drawings: Drawings | None = None,
) -> tuple[Path, Path]:
    """Write `handout.pdf` and `handout.html` into a folder.

    Args:
        paper: 'a4' or 'letter'.
        large_print: letters of 18 points instead of 12.
        language: one of `translation.HANDOUT_LANGUAGES`; default the profile's.
        day: printed on it; default today.
        drawings: pictures that were made already (`draw_plan`).

    Raises:
        UnknownName: no such language or paper. InputError: a message that the catalogue lacks.
        MissingExtra: the package `typst` (or `babel`) is missing.
    """
    check_look(paper, language)
    folder = Path(folder)
    say = translator(plan.profile.language if language is None else language)
    made = draw_plan(plan) if drawings is None else drawings
    contents = handout_contents(plan, made, say, day or date.today())
    look = {"size": LARGE_SIZE if large_print else USUAL_SIZE, "paper": PAPERS[paper], "language": say.language}
    page = environment().from_string(template("handout.html.j2", "iliopsoas.rehab.handout")).render(**contents, **look)
    html = write_text(folder / "handout.html", page)
    pictures = {f"{i}{k}.svg": svg for i, pair in enumerate(_pictures(contents)) for k, svg in enumerate(pair)}
    pdf = write_pdf("handout.typ", contents | look, folder / "handout.pdf", pictures)
    return pdf, html


def check_look(paper: str, language: str | None) -> None:
    """Refuse a paper or language before any work is done; raises UnknownName."""
    if paper not in PAPERS:
        raise UnknownName("paper", paper, PAPERS)
    if language is not None:
        translator(language)


def draw_plan(plan: Plan, body: Body | None = None) -> dict[tuple[Any, ...], ExerciseDrawing]:
    """Pictures of all exercises of a plan, each once, on the person's healthy body."""
    person = plan.profile.person.healthy_body() if body is None else body
    out: dict[tuple[Any, ...], ExerciseDrawing] = {}
    for exercise in plan.exercises:
        if (key := drawing_key(exercise)) not in out:
            out[key] = draw_exercise(
                person,
                exercise.exercise,
                side=exercise.side,
                parameters=exercise.parameters,
                felt=prescription(exercise.exercise).felt,
            )
    return out


def drawing_key(exercise: PlannedExercise) -> tuple[Any, ...]:
    """What a picture depends on."""
    return exercise.exercise, exercise.side, tuple(sorted(exercise.parameters.items()))


def handout_contents(plan: Plan, drawings: Drawings, say: Translator, day: date) -> dict[str, Any]:
    """Everything the pages show, in the order in which they show it; texts are translated."""
    p = phrases
    asked = screen(plan.profile).asked
    groups = [(p.EMERGENCY, ("emergency",)), (p.TODAY, ("today",)), (p.SOON, ("urgent", "soon"))]
    number = iter(range(len(plan.exercises)))
    return {
        "words": {name.lower(): say(value) for name, value in vars(p).items() if name.isupper() and type(value) is str},
        "title": say(p.TITLE),
        "whom": say(p.FOR, person=plan.profile.identity, day=_day(day, say)),
        "stop": say(stop_rule(plan.profile.stop_rule).words),
        "signs": [
            {"heading": say(heading), "questions": [say(q.ask) for q in _of(asked, urgencies)]}
            for heading, urgencies in groups
            if _of(asked, urgencies)
        ],
        "referrals": [
            {"how_soon": say(p.HOW_SOON_WORDS[r.how_soon]), "why": _why(r.question, r.why, asked, say)}
            for r in plan.see_physician
        ],
        "open": bool(plan.open_questions),
        "phases": [_phase(phase, k, drawings, say, number) for k, phase in enumerate(plan.phases) if phase.exercises],
        "advice": [_advice(a.name, say) for a in plan.advice],
        "days": [say(d) for d in p.DAYS],
    }


def handout_text(contents: Mapping[str, Any]) -> str:
    """All running text of a handout, a sentence a line, for its reading grade."""
    lines = [contents["stop"], *(q for group in contents["signs"] for q in group["questions"])]
    for phase in contents["phases"]:
        for exercise in phase["exercises"]:
            lines += [*exercise["steps"], *exercise["dose"], *exercise["load"], exercise["feel"]]
    lines += [line for a in contents["advice"] for line in (a["words"],)]
    return "\n".join(line for line in lines if line)


def _of(asked: Sequence[ScreeningQuestion], urgencies: Sequence[str]) -> list[ScreeningQuestion]:
    return [q for q in asked if q.how_soon in urgencies]


def _why(question: str, why: str, asked: Sequence[ScreeningQuestion], say: Translator) -> str:
    """The reason in the language, where it is one of the questions'; others are the professional's."""
    return say(why) if question and any(q.name == question for q in asked) else ""


def _phase(phase: Phase, k: int, drawings: Drawings, say: Translator, number: Any) -> dict[str, Any]:
    weeks = say(phrases.WEEKS_ONE) if phase.weeks == 1 else say(phrases.WEEKS_MORE, count=phase.weeks)
    try:
        when = say(phase.progress_when)
    except InputError:
        when = phase.progress_when  # edited by a person, who writes in the language of the handout
    return {
        "heading": f"{say(phrases.STEP, number=k + 1)}: {say(phrases.STAGE_TITLES[phase.name])}",
        "weeks": weeks,
        "rows": min(phase.weeks, MOST_WEEKS),
        "when": when,
        "exercises": [_exercise(e, drawings[drawing_key(e)], say, next(number)) for e in phase.exercises],
    }


def _exercise(planned: PlannedExercise, drawn: ExerciseDrawing, say: Translator, number: int) -> dict[str, Any]:
    given = prescription(planned.exercise)
    title = say(find_movement(planned.exercise).title)
    dark = say(phrases.DARK_LEG["left" if drawn.side == "l" else "right"]) if drawn.side else ""
    return {
        "number": number,
        "name": planned.exercise,
        "title": title,
        "start_alt": f"{title}: {say(phrases.START)}",
        "end_alt": f"{title}: {say(phrases.END)}",
        "pictures": (drawn.start, drawn.end),
        "tall": drawn.shape < TALL,
        "steps": sentences(say(given.words)),
        "feel": say(phrases.FEEL, place=say(given.felt)),
        "dark": dark,
        "other": say(phrases.BOTH_SIDES)
        if planned.side == "both" and find_movement(planned.exercise).laterality == "one"
        else "",
        "dose": dose_lines(planned.dose, say),
        "load": load_lines(planned, say),
        "therapist": say(phrases.THERAPIST_FIRST) if given.therapist else "",
    }


def _advice(name: str, say: Translator) -> dict[str, str]:
    record = modality(name)
    reasons = ", ".join(say(reason) for reason in record.not_for)
    return {
        "title": say(record.title),
        "words": say(record.words),
        "known": say(phrases.KNOWN, known=say(record.known)),
        "not_if": say(phrases.NOT_IF, reasons=reasons) if reasons else "",
    }


def sentences(text: str) -> tuple[str, ...]:
    """A text sentence by sentence."""
    return tuple(s.strip() + "." for s in text.split(".") if s.strip())


def _day(day: date, say: Translator) -> str:
    return day.strftime("%d.%m.%Y") if say.language == "de" else day.isoformat()


def _pictures(contents: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [e["pictures"] for phase in contents["phases"] for e in phase["exercises"]]
