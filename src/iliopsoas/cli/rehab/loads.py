"""`iliopsoas rehab loads`: what each exercise puts on a person's muscle, hip, knee and back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from iliopsoas.cli.shared.options import Age, AsJson, Conditions, Figure, Sex
from iliopsoas.cli.shared.text import print_json, table

if TYPE_CHECKING:
    from iliopsoas.rehab.cards.load_card import CapExceeded, LoadCard
    from iliopsoas.rehab.cards.load_cards import CardSet

SIMULATED = "Simulated, for a professional; not a diagnosis. For hip pain or trouble walking, see a physician first."
MANY = 20
"""From so many draws on a band is one (technical)."""
WIDTH = 100
"""Columns of text (technical)."""
HEADER = (
    *("exercise", "% of max", "ilio", "tendon", "bursa"),
    *("hip", "knee", "lumbar", "shear"),
)


def loads(
    age: Age = 30.0,
    sex: Sex = "male",
    mass: Annotated[float | None, typer.Option(help="Body mass [kg]; default 75.3.")] = None,
    height: Annotated[float | None, typer.Option(help="Stature [m]; default 1.70.")] = None,
    condition: Conditions = None,
    variant: Annotated[
        list[str] | None, typer.Option(help="An anatomical variant: NAME, NAME:r or NAME:l (see `atlas --variants`).")
    ] = None,
    exercise: Annotated[
        list[str] | None, typer.Option(help="An exercise (see `movements`), several times; default all.")
    ] = None,
    cuff: Annotated[float | None, typer.Option(help="Weight at the ankle [kg], where an exercise takes one.")] = None,
    band: Annotated[str | None, typer.Option(help="Colour of the elastic band, where an exercise takes one.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Another parameter of the exercises: NAME=VALUE.")
    ] = None,
    rank: Annotated[
        str | None, typer.Option(help="Order by a formula over loads, largest first: 'iliopsoas/lumbar_compression'.")
    ] = None,
    caps: Annotated[
        list[str] | None, typer.Option("--max", help="Only exercises within a cap: LOAD=NUMBER, hip=2.5.")
    ] = None,
    draws: Annotated[int, typer.Option(help="Draws behind each band, 20 or more.")] = MANY,
    figure: Figure = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute again what is kept from before.")] = False,
    as_json: AsJson = False,
) -> None:
    """What each exercise puts on this person: muscle, tendon, hip, knee and back, with bands.

    Loads: share, largest_share, iliopsoas, psoas_major, iliacus, psoas_activation, iliacus_activity, tendon, bursa,
    hip, hip_anterior, knee, lumbar_compression, lumbar_shear; with mean_ before one of the forces its mean over time.
    """
    from iliopsoas.cli.shared.figure import check_figure, draw
    from iliopsoas.cli.shared.parameters import movement_parameters
    from iliopsoas.cli.shared.progress import counting_bar
    from iliopsoas.rehab.cards.load_cards import card_set
    from iliopsoas.rehab.cards.ranking import over_caps, parse_caps, parse_rank, ranked
    from iliopsoas.study.person import Person

    check_figure(figure)
    formula, limits = parse_rank(rank) if rank else None, parse_caps(caps or [])
    person = Person(height, mass, sex, age, tuple(variant or ()), tuple(condition or ()))  # type: ignore[arg-type]
    parameters = movement_parameters(settings or [], cuff=None if cuff is None else f"{cuff:g}", band=band)
    with counting_bar("load cards", quiet=as_json) as progress:
        found = card_set(person, exercise, parameters=parameters, draws=draws, fresh=fresh, progress=progress)
    over = over_caps(found.cards, limits)
    cards = tuple(card for card in found.cards if card.exercise not in over)
    if formula:
        cards = ranked(cards, formula)
    if figure:
        from iliopsoas.report.figures.exercise_figure import exercise_sheet

        draw(exercise_sheet(cards), figure)
    if as_json:
        print_json([card.as_data() for card in cards])
        return
    _tell(cards, [(formula.text, [formula.of(card) for card in cards])] if formula else [])
    _tell_left_out(over, found)
    _tell_comparisons(cards)
    say(SIMULATED)


def _tell(cards: Sequence[LoadCard], ranks: Sequence[tuple[str, Sequence[float]]]) -> None:
    """The table, and what cannot be done."""
    if not cards:
        typer.echo("  No exercise is within the caps.")
        return
    rows = []
    for i, card in enumerate(cards):
        value = {key: band.value for key, band in card.loads.items()}
        share, hip = card.loads["share_of_maximum"], card.loads["hip_contact_bw"]
        rows.append(
            [
                card.exercise,
                f"{100 * share.value:.0f} ({100 * share.low:.0f}-{100 * share.high:.0f})",
                f"{value['iliopsoas_force_n']:.0f}",
                f"{100 * value['tendon_strain']:.1f}",
                f"{value['bursa_force_n']:.0f}",
                f"{hip.value:.1f} ({hip.low:.1f}-{hip.high:.1f})",
                f"{value['knee_contact_bw']:.1f}",
                f"{value['lumbar_compression_n']:.0f}",
                f"{value['lumbar_shear_n']:.0f}",
                *(f"{values[i]:.2g}" for _, values in ranks),
            ]
        )
    table([*HEADER, *("rank" for _ in ranks)], rows)
    typer.echo(
        "  Peaks, in brackets the 5th to 95th percentile of people like this one. % of max: of the own hip\n"
        "  flexors at that joint angle; ilio, bursa, lumbar, shear [N]; tendon [%]; hip, knee [body weights].\n"
        "  Bands of every load: --json."
    )
    if all(card.can_do and not card.hurts for card in cards):
        say("All of these are within this person's strength and below what hurts.")
    for card in cards:
        if not card.can_do:
            say(f"{card.exercise}: {card.limited_by}.{_cuff(card)}")
        for load in card.hurts:
            say(f"{card.exercise}: {load.threshold} at {100 * load.ratio.value:.0f} % of what hurts.")


def say(text: str) -> None:
    """A sentence on lines of at most WIDTH columns."""
    typer.echo(textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    "))


def _cuff(card: LoadCard) -> str:
    """How heavy a cuff this person can lift."""
    if card.largest_cuff_kg is None:
        return ""
    if card.largest_cuff_kg == 0.0:
        return " Not even without a cuff."
    return f" Up to {card.largest_cuff_kg:g} kg is possible."


def _tell_left_out(over: dict[str, tuple[CapExceeded, ...]], found: CardSet) -> None:
    for name, exceeded in over.items():
        say(f"left out, {name}: {'; '.join(x.words for x in exceeded)}")
    for name, why in found.not_made.items():
        say(f"no card of {name}: {why}")


def _tell_comparisons(cards: Sequence[LoadCard]) -> None:
    """Our error where people were measured, and how many exercises nobody was measured in."""
    for card in cards:
        for m in card.measured:
            say(
                f"measured, {card.exercise}: {m.joint} {m.low:.1f}-{m.high:.1f} body weights in {m.people} people "
                f"({m.doing}); ours {m.ours:.2f}, {m.verdict}, {100 * m.error:+.0f} % from their middle"
            )
    unknown = sum(not card.measured for card in cards)
    if unknown:
        say(f"Nobody with an instrumented joint was measured in {unknown} of these {len(cards)} exercises.")
