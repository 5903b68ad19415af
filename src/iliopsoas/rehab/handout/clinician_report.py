"""The clinician's report: what was proposed and why, loads with bands, what was refused, forecast, diary, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from iliopsoas.atlas.cite import reference_text
from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.rehabilitation.catalogue import programme, screening_question
from iliopsoas.errors import UnknownName
from iliopsoas.files import write_text
from iliopsoas.rehab.cards.load_card import LoadCard
from iliopsoas.rehab.cards.load_names import LOAD_NAMES
from iliopsoas.rehab.diary.progress import Progress
from iliopsoas.rehab.handout.typesetting import PAPERS, write_pdf
from iliopsoas.rehab.programme.forecast import PlanForecast
from iliopsoas.rehab.programme.plan import SIMULATED, Plan
from iliopsoas.study.person import Person
from iliopsoas.templating import environment, template

SHOWN = (
    "share_of_maximum", "iliopsoas_force_n", "tendon_strain", "bursa_force_n", "hip_contact_bw", "hip_anterior_bw",
    "knee_contact_bw", "lumbar_compression_n", "lumbar_shear_n",
)  # fmt: skip
PERCENT = ("share_of_maximum", "tendon_strain")
HEADINGS = {
    "share_of_maximum": "share of max. [%]",
    "iliopsoas_force_n": "iliopsoas [N]",
    "tendon_strain": "tendon strain [%]",
    "bursa_force_n": "bursa [N]",
    "hip_contact_bw": "hip [BW]",
    "hip_anterior_bw": "hip forward [BW]",
    "knee_contact_bw": "knee [BW]",
    "lumbar_compression_n": "lumbar compr. [N]",
    "lumbar_shear_n": "lumbar shear [N]",
}


def write_clinician_report(
    plan: Plan,
    folder: Path | str,
    *,
    forecast: PlanForecast | None = None,
    progress: Progress | None = None,
    paper: str = "a4",
    day: date | None = None,
) -> tuple[Path, Path]:
    """Write `report.pdf` and `report.html` into a folder.

    Raises:
        UnknownName: no such paper. MissingExtra: the package `typst` is missing.
    """
    if paper not in PAPERS:
        raise UnknownName("paper", paper, PAPERS)
    contents = report_contents(plan, forecast=forecast, progress=progress, day=day)
    page = environment().from_string(template("report.html.j2", "iliopsoas.rehab.handout")).render(**contents)
    html = write_text(Path(folder) / "report.html", page)
    return write_pdf("report.typ", contents | {"paper": PAPERS[paper]}, Path(folder) / "report.pdf"), html


def report_contents(
    plan: Plan,
    *,
    forecast: PlanForecast | None = None,
    progress: Progress | None = None,
    day: date | None = None,
) -> dict[str, Any]:
    """Everything the report shows, by name."""
    profile, person = plan.profile, plan.profile.person
    cards = {(e.exercise, tuple(sorted(e.parameters.items()))): e.card for e in plan.exercises if e.card is not None}
    facts = [
        ("Person", f"{profile.identity}: {person.sex}, {person.age:g} years, {_size(person)}"),
        ("Assumed", ", ".join(person.conditions) or "no condition"),
        ("Signs", ", ".join(profile.signs) or "none"),
        ("Goal", f"{programme(profile.goal).title}{f' ({profile.wish})' if profile.wish else ''}"),
        ("Start", f"phase '{profile.stage}', irritability {profile.irritability}, side {profile.side}"),
        ("Caps", ", ".join(f"{k} {v:g}" for k, v in profile.caps.items()) or "none set"),
        ("Equipment", ", ".join(profile.equipment) or "none"),
        ("Stop rule", plan.stop_rule),
    ]
    return {
        "title": "Exercise programme: report for the professional",
        "simulated": SIMULATED,
        "day": (day or date.today()).isoformat(),
        "facts": [list(map(str, f)) for f in facts],
        "referrals": [r.words for r in plan.see_physician],
        "open": [screening_question(name).ask for name in plan.open_questions],
        "phases": [
            {
                "name": phase.name,
                "weeks": phase.weeks,
                "when": phase.progress_when,
                "note": phase.note,
                "rows": [
                    [_named(e.exercise, e.parameters), e.side, e.dose.words, e.reason, e.dose.source]
                    for e in phase.exercises
                ],
            }
            for phase in plan.phases
        ],
        "load_headings": [HEADINGS[key] for key in SHOWN],
        "loads": [[_named(name, dict(p)), *_bands(card)] for (name, p), card in cards.items()],
        "load_notes": [_beside(card) for card in cards.values()],
        "draws": max((card.draws for card in cards.values()), default=0),
        "load_titles": [f"{HEADINGS[n.key]}: {n.title}" for n in LOAD_NAMES if n.key in SHOWN],
        "refused": [[r.exercise, r.rule, r.reason, r.instead or "-"] for r in plan.refused],
        "advice": [f"{a.name}: {a.words} {a.known}" for a in plan.advice],
        "rest": plan.rest,
        "forecast": _forecast(forecast),
        "outcomes": _outcomes(progress),
        "adherence": "" if progress is None or progress.adherence is None else f"{100 * progress.adherence:.0f} %",
        "notes": list(dict.fromkeys(plan.notes)),
        "sources": [reference_text(key) for key in sorted({*plan.sources, *_measured_sources(cards.values())})],
    }


def _size(person: Person) -> str:
    subject = person.subject
    return f"{subject.height:g} m, {subject.mass:g} kg"


def _named(exercise: str, parameters: Mapping[str, float | str]) -> str:
    told = (f"{k} {v:g}" if isinstance(v, float | int) else f"{k} {v}" for k, v in sorted(parameters.items()))
    settings = ", ".join(told)
    return find_movement(exercise).title + (f" ({settings})" if settings else "")


def _bands(card: LoadCard) -> list[str]:
    out = []
    for key in SHOWN:
        factor = 100.0 if key in PERCENT else 1.0
        value, low, high = (_digits(factor * x) for x in card.loads[key])
        out.append(f"{value} ({low} to {high})")
    return out


def _digits(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 20 else f"{round(value, 1) + 0.0:.1f}"


def _beside(card: LoadCard) -> str:
    """What limits an exercise, and people measured doing it."""
    words = [f"{card.title}: limited by {card.limited_by}."]
    for m in card.measured:
        words.append(
            f"Measured {m.joint} ({m.doing}, {m.people} people): {m.value:.2f} ({m.low:.2f} to {m.high:.2f}) body "
            f"weights; ours {m.ours:.2f}, {100 * m.error:+.0f} %, {m.verdict}."
        )
    if not card.measured:
        words.append("No comparison with measured people.")
    words += [f"{p.threshold}: {p.ratio.value:.2f} of its threshold." for p in card.hurts]
    return " ".join(words)


def _measured_sources(cards: Iterable[LoadCard | None]) -> set[str]:
    return {key for card in cards if card is not None for m in card.measured for key in m.source.split(";")}


def _forecast(forecast: PlanForecast | None) -> list[dict[str, Any]]:
    """Bands at the start, in steps of two weeks, and at the end."""
    if forecast is None:
        return []
    out = []
    for found in (f for f in forecast if f is not None):
        last = int(found.weeks[-1])
        weeks = sorted({*range(0, last + 1, 2), last})
        bands = [found.at(float(week)) for week in weeks]
        rows = [[str(w), f"{b.value:.3g}", f"{b.low:.3g} to {b.high:.3g}"] for w, b in zip(weeks, bands, strict=True)]
        out.append({"quantity": found.quantity, "unit": found.unit, "rows": rows, "notes": list(found.notes)})
    return out


def _outcomes(progress: Progress | None) -> list[list[str]]:
    if progress is None:
        return []
    rows = []
    for c in progress.outcomes:
        change, limit = ("-", "-")
        if c.reading is not None:
            change = f"{c.reading.change:+.3g}"
            limit = "not known" if c.reading.detectable is None else f"{c.reading.detectable:.3g}"
        rows.append([c.measure, c.side, f"{c.values[0]:g}", f"{c.values[-1]:g} {c.unit}", change, limit, c.words])
    return rows
