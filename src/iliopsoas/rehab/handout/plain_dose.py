"""A dose as plain sentences of a language."""

from __future__ import annotations

from iliopsoas.rehab.handout import phrases
from iliopsoas.rehab.handout.translation import Translator
from iliopsoas.rehab.programme.plan import Dose, PlannedExercise

GRAVITY = 9.81
"""What a kilogram weighs [N/kg] (technical)."""
MINUTE = 60
"""[s] (technical)."""


def dose_lines(dose: Dose, say: Translator) -> tuple[str, ...]:
    """How much of an exercise: repetitions, sets, hold, tempo, how often."""
    lines = [say(phrases.TIMES_ONE) if dose.repetitions == 1 else say(phrases.TIMES_MORE, count=dose.repetitions)]
    if dose.hold_s >= 2 * MINUTE:
        lines.append(say(phrases.HOLD_MINUTES, count=plain_number(dose.hold_s / MINUTE, say)))
    elif dose.hold_s == 1:
        lines.append(say(phrases.HOLD_ONE))
    elif dose.hold_s:
        lines.append(say(phrases.HOLD_MORE, count=plain_number(dose.hold_s, say)))
    if dose.tempo.count("-") == 2:
        up, _, down = dose.tempo.split("-")
        lines.append(say(phrases.TEMPO, up=up, down=down))
    if dose.sets > 1:
        lines.append(say(phrases.SETS, count=dose.sets))
    if dose.per_week < 7:
        lines.append(say(phrases.WEEKLY, count=dose.per_week))
    if dose.per_day > 1:
        lines.append(say(phrases.DAILY_MORE, count=dose.per_day))
    elif dose.per_week == 7:
        lines.append(say(phrases.DAILY))
    return tuple(lines)


def load_lines(exercise: PlannedExercise, say: Translator) -> tuple[str, ...]:
    """Weight, push, heights and band of an exercise."""
    out = []
    cuff, band = exercise.parameters.get("cuff"), exercise.parameters.get("band")
    if isinstance(cuff, int | float) and cuff > 0:
        out.append(say(phrases.CUFF, count=plain_number(float(cuff), say)))
    push = exercise.parameters.get("push")
    if isinstance(push, int | float) and push > 0:
        out.append(say(phrases.PUSH, count=plain_number(max(round(push / GRAVITY), 1), say)))
    for key, phrase in (("height", phrases.STEP_HEIGHT), ("seat_height", phrases.SEAT_HEIGHT)):
        if isinstance(value := exercise.parameters.get(key), int | float):
            out.append(say(phrase, count=plain_number(round(100 * value), say)))
    if isinstance(band, str) and band in phrases.BAND_COLOURS:
        out.append(say(phrases.BAND, colour=say(band)))
    return tuple(out)


def plain_number(value: float, say: Translator) -> str:
    """A number without needless decimals, with the language's comma."""
    text = f"{round(value, 2):g}"
    return text.replace(".", ",") if say.language == "de" else text
