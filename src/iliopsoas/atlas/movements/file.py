"""Reading `data/movements/`: movements, and the parameters and postures that several of them share.

A movement that is `like` another one above it has all entries of that one which it does not have itself, but for its
aliases. A user's own file may be like any movement of the library. Every error names file, line and movement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from iliopsoas.atlas.mirror import mirrored_contact_points, mirrored_coordinates
from iliopsoas.atlas.movements.records import (
    SIZES,
    Keyframe,
    Load,
    Movement,
    Parameter,
    SupportRecord,
    Touch,
    both_sides,
    resolve_amount,
)
from iliopsoas.atlas.own_files import read_own
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.errors import AtlasError, nearest

KINDS_OF_BLOCKS = ("parameter", "posture", "movement")
Blocks = Mapping[str, list[TomlBlock]]


@dataclass(frozen=True)
class Shared:
    """What several movements refer to, by name, as it is written."""

    parameters: Mapping[str, Mapping[str, Any]]
    postures: Mapping[str, Mapping[str, Any]]


def read_movements(texts: Mapping[str, str]) -> dict[str, Movement]:
    """Movements of some files (name -> text); postures and shared parameters may stand in any of them.

    Raises:
        AtlasError: not TOML; an entry is missing, unknown or impossible.
    """
    files = [TomlFile.parse(text, file).blocks(*KINDS_OF_BLOCKS) for file, text in texts.items()]
    shared = _shared(files)
    written: dict[str, Mapping[str, Any]] = {}
    out: dict[str, Movement] = {}
    for block in (b for f in files for b in f["movement"]):
        whole = _with_inherited(block, written)
        movement = _movement(whole, shared)
        taken = {n for m in out.values() for n in (m.name, *m.aliases)}
        if double := taken & {movement.name, *movement.aliases}:
            raise block.error(f"'{min(double)}' is already the name of a movement", "name")
        written[movement.name], out[movement.name] = whole.values, movement
    return out


def read_own_movement(path: str, text: str, texts: Mapping[str, str]) -> Movement:
    """The movement in a user's own file; it is called by the file's path.

    Args:
        path, text: of the file. texts: the library's files, whose postures, parameters and movements it may use.

    Raises:
        FileError: whatever is wrong in it, with line and block.
    """

    def read(file: TomlFile) -> Movement:
        library = [TomlFile.parse(t, name).blocks(*KINDS_OF_BLOCKS) for name, t in texts.items()]
        own = file.blocks(*KINDS_OF_BLOCKS, names_differ=False)
        if len(own["movement"]) > 1:
            raise own["movement"][1].error("a file holds one movement; write a second one into a file of its own")
        written: dict[str, Mapping[str, Any]] = {}
        for block in (b for f in library for b in f["movement"]):
            written[_entry(block, "name")] = _with_inherited(block, written).values
        found = _movement(_with_inherited(own["movement"][0], written), _shared([*library, own]))
        return replace(found, name=path, aliases=())

    return read_own(path, text, "movement", read, [("movement",)])


def _shared(files: Iterable[Blocks]) -> Shared:
    files = list(files)
    return Shared(
        {_entry(b, "name"): b.values for f in files for b in f["parameter"]},
        {_entry(b, "name"): _entry(b, "angles_deg") for f in files for b in f["posture"]},
    )


def _entry(block: TomlBlock, key: str) -> Any:
    if key not in block.values:
        raise block.error(f"no {key}")
    return block.values[key]


def _with_inherited(block: TomlBlock, written: Mapping[str, Mapping[str, Any]]) -> TomlBlock:
    like = block.values.get("like")
    if like is None:
        return block
    if like not in written:
        near = nearest(str(like), written)
        hint = f". Did you mean '{near}'?" if near else ""
        raise block.error(f"like = '{like}', but no movement above is called so{hint}", "like")
    own = {key: value for key, value in block.values.items() if key != "like"}
    return block.replaced({**written[like], "aliases": [], **own})


def _movement(block: TomlBlock, shared: Shared) -> Movement:
    posture = block.values.get("posture", "")
    if posture and posture not in shared.postures:
        raise block.unknown("posture", posture, shared.postures, "posture")
    keyframes = tuple(b.read(Keyframe, angles_deg=_angles(b)) for b in block.inner("keyframes"))
    supports = tuple(_support(b) for b in block.inner("supports"))
    phases = [k.phase for k in keyframes]
    movement = block.read(
        Movement,
        angles_deg=_angles(block, shared.postures.get(posture, {})),
        parameters=_parameters(block, shared),
        keyframes=keyframes,
        supports=supports,
        touches=tuple(_touch(b, phases, supports) for b in block.inner("touches", of="touch")),
        loads=tuple(_load(b) for b in block.inner("loads")),
    )
    _check_phases(block, movement)
    _check_amounts(block, movement)
    known = {c.coordinate for c in mirrored_coordinates()}
    if wrong := [name for name in movement.keeps if name not in known]:
        raise block.unknown("coordinate", wrong[0], sorted(known), "keeps")
    return movement


def _parameters(block: TomlBlock, shared: Shared) -> tuple[Parameter, ...]:
    """The parameters of a movement: names of shared ones, or tables in braces which may change a shared one."""
    entries = block.values.get("parameters", [])
    if not isinstance(entries, list) or not all(isinstance(entry, str | dict) for entry in entries):
        raise block.error("parameters is a list of names and of tables in braces", "parameters")
    out = []
    for i, entry in enumerate(entries):
        own = {"name": entry} if isinstance(entry, str) else entry
        values = {**shared.parameters.get(str(own.get("name")), {}), **own}
        out.append(_parameter(block.child(("parameters", i), values, "parameter")))
    return tuple(out)


def _parameter(block: TomlBlock) -> Parameter:
    found = block.read(Parameter, without=("source", "kind", "note"))
    if found.choices and found.default not in found.choices:
        raise block.error(f"default '{found.default or ''}' is none of {', '.join(found.choices)}", "default")
    if found.choices or found.default is None:
        return found
    low, high = found.minimum, found.maximum
    if isinstance(found.default, str) or not low <= found.default <= high:
        raise block.error(f"default {block.values['default']} does not lie between {low:g} and {high:g}", "default")
    return found


def _angles(block: TomlBlock, start: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Coordinates of both sides, on top of those of `start`: a name without side stands for both."""
    known = {c.coordinate for c in mirrored_coordinates() if c.role != "coupled"}
    own = block.values.get("angles_deg", {})
    if not isinstance(own, dict):
        raise block.error("angles_deg is a table of coordinates", "angles_deg")
    out: dict[str, Any] = {}
    for name, value in {**(start or {}), **own}.items():
        names = [name] if name in known else [f"{name}_r", f"{name}_l"]
        if not known.issuperset(names):
            raise block.unknown("coordinate", name, sorted(known), "angles_deg", name)
        out |= dict.fromkeys(names, value)
    return out


def _support(block: TomlBlock) -> SupportRecord:
    support = block.read(SupportRecord)
    if sorted(map(abs, support.normal)) != [0.0, 0.0, 1.0]:
        raise block.error(f"the normal {support.normal} must lie along an axis", "normal")
    return support


def _touch(block: TomlBlock, phases: list[str], supports: tuple[SupportRecord, ...]) -> Touch:
    whole = {"from": phases[0], "to": phases[-1]} if phases else {}
    touch = block.read(Touch, **(whole | dict(block.values) | {"regions": _regions(block)}))
    names = [s.name for s in supports]
    if touch.support not in names:
        raise block.unknown("support", touch.support, names, "support")
    for key, phase in (("from", touch.first), ("to", touch.last)):
        if phase not in phases:
            raise block.unknown("phase", phase, phases, key)
    return touch


def _regions(block: TomlBlock) -> Any:
    """Regions and points of both sides, where no side is given."""
    rows = mirrored_contact_points()
    known = list(dict.fromkeys([r.region for r in rows] + [r.point for r in rows]))
    names = block.values.get("regions")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise block.error("regions is a list of names", "regions")
    for name in (regions := both_sides(names, known)):
        if name not in known:
            raise block.unknown("region", name, known, "regions")
    return regions


def _load(block: TomlBlock) -> Load:
    key = block.choose("type", SIZES)
    return block.read(Load, without=(key,), size=_entry(block, key))


def _check_phases(block: TomlBlock, movement: Movement) -> None:
    """Phases have different names and go back only to earlier ones; a cycle ends as it began."""
    phases = [k.phase for k in movement.keyframes]
    if movement.maker == "keyframes" and len(phases) < 2:
        raise block.error("a movement has at least two keyframes")
    for i, k in enumerate(movement.keyframes):
        if k.phase in phases[:i]:
            raise block.error(f"two phases are called '{k.phase}'", "keyframes", i)
        if k.to and k.to not in phases[:i]:
            raise block.error(f"phase '{k.phase}' goes to '{k.to}', which is no phase before it", "keyframes", i)
    still = all(k.still for k in movement.keyframes[1:])
    if movement.cyclic and phases and not still and not any(k.to == phases[0] for k in movement.keyframes[-2:]):
        raise block.error(f"it is cyclic, but its last phase does not go to '{phases[0]}'", "keyframes")


def _check_amounts(block: TomlBlock, movement: Movement) -> None:
    """Every amount is a number or made of a parameter that is one."""
    values = {p.name: 1.0 for p in movement.parameters if not p.choices}
    amounts = [(amount, block) for amount in movement.angles.values()]
    for b, k in zip(block.inner("keyframes"), movement.keyframes, strict=True):
        amounts += [(amount, b) for amount in (k.lasts, *k.angles.values())]
    for b, s in zip(block.inner("supports"), movement.supports, strict=True):
        amounts += [] if s.at is None else [(s.at, b)]
    amounts += [(x.size, b) for b, x in zip(block.inner("loads"), movement.loads, strict=True)]
    for amount, where in amounts:
        try:
            resolve_amount(amount, values)
        except AtlasError as error:
            raise where.error(str(error)) from None
