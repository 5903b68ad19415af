"""Cards in an order that somebody asks for, within caps that somebody sets, and the Pareto front of two loads.

A rank is a small formula over loads: names, numbers, + - * / and brackets ('iliopsoas/lumbar_compression'). It is read
as a tree and computed from that; nothing is executed.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from iliopsoas.errors import InputError
from iliopsoas.rehab.cards.load_card import CapExceeded, LoadCard
from iliopsoas.rehab.cards.load_names import LOAD_NAMES, load_name

_BINARY: Mapping[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: a / b if b else math.copysign(math.inf, a) if a else math.nan,
}
LONGEST = 200
"""Characters of a formula (technical)."""
EXAMPLE = "iliopsoas/lumbar_compression"


@dataclass(frozen=True)
class Rank:
    """A formula over the loads of a card.

    Attributes:
        text: as typed.
    """

    text: str
    _tree: ast.expr

    def of(self, card: LoadCard) -> float:
        """Its value for a card; infinite or nan where it divides by nothing."""
        return _value(self._tree, card)


def parse_rank(text: str) -> Rank:
    """A formula over loads.

    Raises:
        InputError: not a formula, or something else than loads, numbers, + - * / and brackets.
        UnknownName: a name that is no load; lists them.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body if len(text) <= LONGEST else None
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        tree = None
    if tree is None:
        raise InputError(f"'{text[:LONGEST]}' is not a formula over loads; write one like {EXAMPLE}. {_loads()}")
    _check(tree, text)
    return Rank(text.strip(), tree)


def ranked(cards: Iterable[LoadCard], rank: Rank) -> tuple[LoadCard, ...]:
    """Cards by a formula, the largest first; those without a value last, in their order."""
    each = [(rank.of(card), card) for card in cards]
    there = sorted((pair for pair in each if not math.isnan(pair[0])), key=lambda pair: -pair[0])
    return tuple(card for _, card in there) + tuple(card for value, card in each if math.isnan(value))


def parse_caps(given: Iterable[str]) -> dict[str, float]:
    """Caps from 'hip=2.5', load -> limit in its unit.

    Raises:
        InputError: not NAME=NUMBER, not positive, or given twice. UnknownName: no load is called so.
    """
    out: dict[str, float] = {}
    for item in given:
        name, equals, number = (part.strip() for part in item.partition("="))
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not equals or not name or not (math.isfinite(value) and value > 0.0):
            raise InputError(f"'{item}' is not a cap; write LOAD=NUMBER, for instance hip=2.5. {_loads()}")
        load_name(name)
        if name in out:
            raise InputError(f"the cap of {name} is given twice")
        out[name] = value
    return out


def over_caps(cards: Iterable[LoadCard], caps: Mapping[str, float]) -> dict[str, tuple[CapExceeded, ...]]:
    """Exercise -> its loads over the caps; those within them are left out."""
    each = {card.exercise: card.over(caps) for card in cards}
    return {name: found for name, found in each.items() if found}


def pareto_front(cards: Sequence[LoadCard], gain: str, price: str) -> tuple[LoadCard, ...]:
    """Cards that no other beats: none has both more of `gain` and less of `price`, the cheapest first.

    Raises:
        UnknownName: no load is called so.
    """
    order = sorted(cards, key=lambda card: (card.band(price).value, -card.band(gain).value))
    front: list[LoadCard] = []
    for card in order:
        if not front or card.band(gain).value > front[-1].band(gain).value:
            front.append(card)
    return tuple(front)


def _check(node: ast.expr, text: str) -> None:
    """Refuse everything that is no formula over loads."""
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        _check(node.left, text)
        _check(node.right, text)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        _check(node.operand, text)
    elif isinstance(node, ast.Name):
        load_name(node.id)
    elif not _is_number(node):
        raise InputError(
            f"'{ast.unparse(node)}' in the formula '{text}' cannot be used: only loads, numbers, + - * / and brackets. "
            f"{_loads()}"
        )


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and math.isfinite(float(str(node.value)))


def _value(node: ast.expr, card: LoadCard) -> float:
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)](_value(node.left, card), _value(node.right, card))
    if isinstance(node, ast.UnaryOp):
        value = _value(node.operand, card)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.Name):
        return card.band(node.id).value
    return float(ast.literal_eval(node))


def _loads() -> str:
    return f"Loads: {', '.join(name.short for name in LOAD_NAMES)}"
