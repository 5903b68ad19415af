"""Records of movements out of TOML text, checked as a whole; see `iliopsoas.atlas.movements.records`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from iliopsoas.atlas import mirror
from iliopsoas.atlas.movements.records import (
    GROUPS,
    LATERALITIES,
    WAYS,
    Amount,
    Keyframe,
    Load,
    Movement,
    Parameter,
    SupportRecord,
    Touch,
    both_sides,
    resolve_amount,
)
from iliopsoas.atlas.reading.table import Table
from iliopsoas.errors import AtlasError, UnknownName


def read_movements(texts: Mapping[str, str]) -> dict[str, Movement]:
    """Movements of some files (name -> text); postures and shared parameters may stand in any of them."""
    data: list[tuple[str, dict[str, Any]]] = []
    for file, text in texts.items():
        try:
            data.append((file, tomllib.loads(text)))
        except tomllib.TOMLDecodeError as error:
            raise AtlasError(f"{file}: not TOML: {error}") from None
    shared = {p["name"]: p for _, d in data for p in d.get("parameter", [])}
    postures = {p["name"]: p["angles_deg"] for _, d in data for p in d.get("posture", [])}
    raw: dict[str, dict[str, Any]] = {}
    out: dict[str, Movement] = {}
    for file, d in data:
        if unknown := sorted(set(d) - {"parameter", "posture", "movement"}):
            raise AtlasError(f"{file}: unknown '{unknown[0]}'; there are [[parameter]], [[posture]] and [[movement]]")
        for entry in d.get("movement", []):
            whole = Table(entry, file, str(entry.get("name", "?")))
            if like := entry.get("like"):
                if like not in raw:
                    raise whole.error(f"like = '{like}', but no movement above is called so")
                entry = {**raw[like], "aliases": [], **{k: v for k, v in entry.items() if k != "like"}}
            raw[whole.owner] = entry
            made = _movement(Table(entry, file, whole.owner), shared, postures)
            taken = {n for m in out.values() for n in (m.name, *m.aliases)}
            if double := taken & {made.name, *made.aliases}:
                raise whole.error(f"'{min(double)}' is already the name of a movement")
            out[made.name] = made
    return out


def _movement(t: Table, shared: Mapping[str, Any], postures: Mapping[str, Any]) -> Movement:
    posture = t.text("posture", "")
    if posture and posture not in postures:
        raise t.error(str(UnknownName("posture", posture, postures)))
    parameters = tuple(_parameter(t, entry, shared) for entry in t.items("parameters", []))
    start = _angles(t, {**postures.get(posture, {}), **t.take("angles_deg", dict, {})})
    made = Movement(
        source=t.text("source"),
        kind=t.choice("kind", ("measured", "transcribed", "derived", "estimated")),
        note=t.text("note", ""),
        name=t.text("name"),
        aliases=t.texts("aliases", []),
        title=t.text("title"),
        about=t.text("about"),
        group=t.choice("group", GROUPS),
        laterality=t.choice("laterality", LATERALITIES),
        maker=t.text("maker", "keyframes"),
        cyclic=t.take("cyclic", bool, True),
        posture=posture,
        angles=start,
        keeps=t.texts("keeps", []),
        parameters=parameters,
        keyframes=tuple(_keyframe(t.inner(e, "keyframe")) for e in t.items("keyframes", [])),
        supports=tuple(_support(t.inner(e, "support")) for e in t.items("supports", [])),
        touches=(),
        loads=tuple(_load(t.inner(e, "load")) for e in t.items("loads", [])),
    )
    touches = tuple(_touch(t.inner(e, "touch"), made) for e in t.items("touches", []))
    t.done()
    made = Movement(**{**made.__dict__, "touches": touches})
    _check(t, made)
    return made


def _parameter(t: Table, entry: Any, shared: Mapping[str, Any]) -> Parameter:
    values = {"name": entry} if isinstance(entry, str) else dict(entry)
    values = {**shared.get(values.get("name", ""), {}), **values}
    p = t.inner({k: v for k, v in values.items() if k not in ("source", "kind", "note")}, "parameter")
    name, about, unit = p.text("name"), p.text("about"), p.text("unit", "")
    choices = p.texts("choices", [])
    default = p.take("default", (int, float, str), "") if choices or "default" in p.values else None
    low, high = p.number("min", 0.0), p.number("max", 0.0)
    p.done()
    if choices and default not in choices:
        raise p.error(f"parameter '{name}': default '{default}' is none of {', '.join(choices)}")
    if not choices and default is not None and not low <= float(default) <= high:
        raise p.error(f"parameter '{name}': default {default} does not lie between {low:g} and {high:g}")
    return Parameter(name, about, unit, default if choices or default is None else float(default), low, high, choices)


def _keyframe(k: Table) -> Keyframe:
    made = Keyframe(
        phase=k.text("phase"),
        lasts=k.take("lasts_s", (int, float, str), 0.0),
        angles=_angles(k, k.take("angles_deg", dict, {})),
        to=k.text("to", ""),
        through=k.take("through", bool, False),
        over=k.texts("over", []),
    )
    k.done()
    return made


def _angles(t: Table, given: Mapping[str, Any]) -> dict[str, Amount]:
    """Coordinates of both sides: a name without side stands for both."""
    known = {c.coordinate for c in mirror.mirrored_coordinates() if c.role != "coupled"}
    out: dict[str, Amount] = {}
    for name, value in given.items():
        names = [name] if name in known else [f"{name}_r", f"{name}_l"]
        if not known.issuperset(names):
            raise t.error(str(UnknownName("coordinate", name, sorted(known))))
        if not isinstance(value, int | float | str) or isinstance(value, bool):
            raise t.error(f"{name} cannot be {value!r}")
        out |= dict.fromkeys(names, value)
    return out


def _support(s: Table) -> SupportRecord:
    normal = s.vector("normal", (0.0, 1.0, 0.0))
    if sorted(map(abs, normal)) != [0.0, 0.0, 1.0]:
        raise s.error(f"the normal {normal} must lie along an axis")
    size = s.take("size_m", list, [])
    made = SupportRecord(
        name=s.text("name"),
        at=s.values.get("at_m") if s.asks("at_m") else None,
        normal=normal,
        friction=s.number("friction", 0.6),
        grip=s.take("grip", bool, False),
        held_by=s.text("held_by", ""),
        brief=s.take("brief", bool, False),
        size=(float(size[0]), float(size[1])) if size else None,
    )
    s.done()
    return made


def _touch(c: Table, movement: Movement) -> Touch:
    rows = mirror.mirrored_contact_points()
    known = list(dict.fromkeys([r.region for r in rows] + [r.point for r in rows]))
    regions = both_sides(c.texts("regions"), known)
    for name in regions:
        if name not in known:
            raise c.error(str(UnknownName("region", name, known)))
    phases = [k.phase for k in movement.keyframes]
    first, last = c.text("from", phases[0]), c.text("to", phases[-1])
    made = Touch(regions, c.choice("support", [s.name for s in movement.supports]), c.choice("how", WAYS), first, last)
    for name in (first, last):
        if name not in phases:
            raise c.error(str(UnknownName("phase", name, phases)))
    c.done()
    return made


SIZES = {"weight": "mass_kg", "band": "rest_length_m", "push": "force_n"}


def _load(x: Table) -> Load:
    kind = x.choice("type", SIZES)
    full = x.texts("full", ["", ""])
    made = Load(
        name=x.text("name"),
        type=kind,
        body=x.choice("body", [b.body for b in mirror.mirrored_bones()]),
        place=x.vector("place_m", (0.0, 0.0, 0.0)),
        size=x.take(SIZES[kind], (int, float, str)),
        colour=x.text("colour", ""),
        anchor=x.vector("anchor_m", (0.0, 0.0, 0.0)),
        anchor_from=x.text("anchor_from", ""),
        anchor_body=x.text("anchor_body", ""),
        direction=x.vector("direction", (0.0, 0.0, 0.0)),
        full=(full[0], full[1]),
        from_body=x.text("from_body", ""),
        from_place=x.vector("from_place_m", (0.0, 0.0, 0.0)),
    )
    x.done()
    return made


def _check(t: Table, m: Movement) -> None:
    """Phases, names of parameters and supports fit together."""
    phases = [k.phase for k in m.keyframes]
    if m.maker == "keyframes" and len(phases) < 2:
        raise t.error("a movement has at least two keyframes")
    if double := [p for p in phases if phases.count(p) > 1]:
        raise t.error(f"two phases are called '{double[0]}'")
    values = {p.name: 1.0 for p in m.parameters if not p.choices}
    amounts = [*m.angles.values(), *(s.at for s in m.supports if s.at is not None), *(x.size for x in m.loads)]
    for i, k in enumerate(m.keyframes):
        amounts += [k.lasts, *k.angles.values()]
        if k.to and k.to not in phases[:i]:
            raise t.error(f"phase '{k.phase}' goes to '{k.to}', which is no phase before it")
    for amount in amounts:
        try:
            resolve_amount(amount, values)
        except AtlasError as error:
            raise t.error(str(error)) from None
    known = {c.coordinate for c in mirror.mirrored_coordinates()}
    if wrong := [name for name in m.keeps if name not in known]:
        raise t.error(str(UnknownName("coordinate", wrong[0], sorted(known))))
    if m.cyclic and m.keyframes and not any(k.to == phases[0] for k in m.keyframes[-2:]) and not _all_still(m):
        raise t.error(f"it is cyclic, but its last phase does not go to '{phases[0]}'")


def _all_still(m: Movement) -> bool:
    return all(k.still for k in m.keyframes[1:])
