"""Every sentence of the handout that is not in the atlas, and all messages that a translation must hold.

English here is what is printed; words in braces are put in. Short words: grade 6 at most.
"""

from __future__ import annotations

TITLE = "Your exercises"
FOR = "For {person}. Printed on {day}."
SIMULATED_NOTE = "Made with a computer model, for a professional. It is not a diagnosis."
SAFETY = "Stay safe"
STOP = "When to stop"
CALL = "When to call"
CALL_WORDS = "Call your therapist if the pain is worse the next day, or if you are not sure."
EMERGENCY = "Call for help now, or go to an emergency room, if one of these is true:"
TODAY = "See a physician today if one of these is true:"
SOON = "See a physician soon if one of these is true:"
YES_MEANS = "If you say yes to one of these, stop. Do not train."
PHYSICIAN_FIRST = "See a physician first"
NO_EXERCISES = "There are no exercises yet. First a physician must look at you. Take this page with you."
OPEN_QUESTIONS = "Some safety questions are still open. Answer them with your therapist before you go on."
WHY = "Why: {why}"
HOW_SOON_WORDS = {
    "emergency": "Go to an emergency room now, or call for help.",
    "today": "See a physician today.",
    "urgent": "See a physician in the next days.",
    "soon": "See a physician in the next two weeks.",
}
STEP = "Step {number}"
WEEKS_ONE, WEEKS_MORE = "1 week", "{count} weeks"
STAGE_TITLES = {
    "calm": "Calm it",
    "activate": "Wake the muscle",
    "strengthen": "Make it strong",
    "load": "Load it",
    "return": "Back to life and sport",
}
GO_ON_WHEN = "Go on to the next step when:"
ASK_BEFORE = "Ask your therapist before you go on."
START, END = "Start", "End"
FEEL = "You feel it here: {place}."
FEEL_NOTE = "The star in the picture shows where."
DARK_LEG = {"right": "The dark leg is your right leg.", "left": "The dark leg is your left leg."}
BOTH_SIDES = "Then do the other side."
THERAPIST_FIRST = "Do this one only if your therapist has tried it with you."
HOW_MUCH = "How much"
TIMES_ONE, TIMES_MORE = "Do it once.", "Do it {count} times."
SETS = "Rest. Do {count} such sets."
HOLD_ONE, HOLD_MORE, HOLD_MINUTES = "Hold for 1 second.", "Hold for {count} seconds.", "Stay for {count} minutes."
TEMPO = "Take {up} seconds up and {down} seconds down."
DAILY, DAILY_MORE = "Do it each day.", "Do it {count} times a day."
WEEKLY = "Do it on {count} days a week."
CUFF, BAND = "Weight at the ankle: {count} kg.", "Band: {colour}."
PUSH = "Push about as hard as {count} kg weigh."
STEP_HEIGHT, SEAT_HEIGHT = "The step is {count} cm high.", "The seat is {count} cm high."
BAND_COLOURS = ("yellow", "red", "green", "blue", "black", "silver", "gold")
TICK = "Tick each day you did it. Write your pain from 0 to 10."
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PAIN_ROW = "Pain 0-10"
WEEK = "Week"
BESIDE = "What else may help"
KNOWN = "What is known: {known}"
NOT_IF = "Not if: {reasons}."
PAGE = "Page"
"""The parts of the page."""


def handout_phrases() -> tuple[str, ...]:
    """All sentences of this module, each once."""
    found: list[str] = []
    for name, value in globals().items():
        if not name.isupper():
            continue
        found += [value] if isinstance(value, str) else [*(value.values() if isinstance(value, dict) else value)]
    return tuple(dict.fromkeys(found))


def atlas_phrases() -> tuple[str, ...]:
    """All that the atlas says to people: exercises, screening, phases, rules, advice; each once."""
    from iliopsoas.atlas.movements.catalogue import find_movement
    from iliopsoas.atlas.rehabilitation.catalogue import modalities, prescriptions, programmes, rehabilitation

    out: list[str] = []
    for p in prescriptions():
        out += [find_movement(p.name).title, p.words, p.felt]
    for question in rehabilitation().questions:
        out += [question.ask, question.why]
    for programme in programmes():
        out += [phase.progress_when for phase in programme.phases]
    for modality in modalities():
        out += [modality.title, modality.words, modality.known, *modality.not_for]
    out += [rule.words for rule in rehabilitation().stop_rules]
    return tuple(dict.fromkeys(out))


def all_messages() -> tuple[str, ...]:
    """What a catalogue must translate."""
    return tuple(dict.fromkeys((*handout_phrases(), *atlas_phrases())))
