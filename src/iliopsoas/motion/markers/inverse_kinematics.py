"""Joint angles from markers: for every frame the pose that brings the body's markers nearest to the measured ones.

    minimise   sum_k | x_k(q) - m_k |^2 / sigma_k^2   +   sum_j ( q_j / rho_j )^2     within the joints' ranges

sigma_k is how far a marker strays on its segment (`places`): bone counts more than thigh. rho_j holds coordinates that
no marker decides near neutral; it is wide enough (60 degrees; less at neck, toes and subtalar joint) not to bend
those that markers decide. Gaps are `gaps`' business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.pose_fitting import STEPS, PoseFit, fit_poses
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.errors import InputError
from iliopsoas.motion.files.coordinate_names import BASIC
from iliopsoas.motion.markers.gaps import SHORT_GAP_S, fill_gaps
from iliopsoas.motion.markers.model_markers import ModelMarkers
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.records.motion import MarkerErrors, Motion
from iliopsoas.motion.signals.checks import listed

STRAY_M, MOST_STRAYS = 0.08, 6
"""Root mean square beyond which a marker is left out [m], and how many may be; technical."""
FREE_RAD = 1.0
"""rho of a coordinate [rad]; technical."""
HELD_RAD = {"subtalar_angle": 0.35, "mtp_angle": 0.35, "neck": 0.35, "arm": 2.0, "elbow": 2.0, "pro_sup": 2.0}
"""rho where markers say little [rad]; estimated."""
FEW = 24
"""Frames fitted from every pose of the arms; technical."""
ROUGH = 12
"""Steps of those first fits; technical."""
ARM_POSES: tuple[dict[str, float], ...] = (
    {},
    {"arm_flex": 1.2, "elbow_flex": 0.5},
    {"arm_add": -1.2},
    {"elbow_flex": 1.5, "arm_rot": 0.5},
    {"arm_flex": 2.4},
)
"""Poses of both arms that a fit starts from [rad]: hanging, forward, sideways, bent, up; technical."""
NEIGHBOURS, DOUBTFUL = (1, -1, 3, -3), 0.7
"""Neighbours whose pose is tried where they cost less than this share; technical."""
TRUNK = ("torso", "lumbar1", "lumbar2", "lumbar3", "lumbar4", "lumbar5")
PELVIS_ANGLES = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
PELVIS_PLACE = ("pelvis_tx", "pelvis_ty", "pelvis_tz")


@dataclass(frozen=True)
class _Observations:
    """Markers ready to fit: (frames, k, 3) [m] without gaps, and weights (frames, k) [1/m^2], zero where unseen.

    seeds: poses of the few frames that are fitted first, (few, coordinates), if they are known already.
    """

    places: ModelMarkers
    target: Array
    weight: Array
    notes: tuple[str, ...]
    seeds: Array | None = None


def inverse_kinematics(body: Body, markers: Markers, places: ModelMarkers) -> Motion:
    """Joint angles of a body from markers in our axes (x forward, y up, z right).

    Args:
        body: the person's.
        markers: positions [m]; markers without a place are left out.
        places: where they sit on the body.

    Returns:
        A motion with the markers' plates and electromyograms, and in `marker_errors` what is left between measured
        and fitted markers.

    Raises:
        InputError: fewer than three markers of the pelvis were seen together.
    """
    seen = _without_strays(body, _prepare(markers, places))
    columns, still = _columns(body, seen.places)
    fit = _fit(body, seen, columns)
    q = _unwound(body, fit.q)
    return Motion(
        markers.name,
        markers.time,
        {name: q[:, body.map.column(name)] for name in _named(body, columns)},
        loads=markers.loads,
        sources=("leardini2005", "rajagopal2016"),
        notes=(*markers.notes, *seen.notes, *still, *_sentence(body, fit)),
        emg=markers.emg,
        marker_errors=_errors(fit, seen),
    )


def _without_strays(body: Body, seen: _Observations) -> _Observations:
    """Leave out markers that no pose comes near: wrongly labelled, or fallen off. The worst goes first."""
    few, seeds = _few(len(seen.target)), None
    gone: list[str] = []
    while len(gone) < MOST_STRAYS:
        columns, _ = _columns(body, seen.places)
        part = _Observations(seen.places, seen.target[few], seen.weight[few], (), seeds)
        fit = _fit(body, part, columns)
        errors, seeds = _errors(fit, part), fit.q
        worst = errors.worst
        index = seen.places.labels.index(worst)
        last = seen.places.bodies[index] == "pelvis" and seen.places.bodies.count("pelvis") <= 3
        if errors.rms[worst] < STRAY_M or last:
            break
        gone.append(f"{worst} ({1000 * errors.rms[worst]:.0f} mm)")
        keep = np.arange(len(seen.places.labels)) != index
        seen = _Observations(seen.places.subset(keep), seen.target[:, keep], seen.weight[:, keep], seen.notes)
    if not gone:
        return _Observations(seen.places, seen.target, seen.weight, seen.notes, seeds)
    note = f"No pose comes near these markers, wrongly labelled or fallen off, and they were left out: {listed(gone)}."
    return _Observations(seen.places, seen.target, seen.weight, (*seen.notes, note), seeds)


def _fit(body: Body, seen: _Observations, columns: list[int]) -> PoseFit:
    places = seen.places
    goals = PoseGoals(places.bodies, places.offsets, seen.target, np.repeat(seen.weight[:, :, None], 3, axis=2))
    start = starting_poses(body, places, seen.target, seen.weight)
    return fit_from_several_poses(body, goals, start, columns, seeds=seen.seeds)


def _few(frames: int) -> IndexArray:
    """The frames that are fitted first."""
    return np.unique(np.linspace(0, frames - 1, FEW).round().astype(np.intp))


def fit_from_several_poses(
    body: Body,
    goals: PoseGoals,
    start: Array,
    columns: list[int],
    *,
    guess: Array | None = None,
    seeds: Array | None = None,
) -> PoseFit:
    """Fit frames whose pelvis is nearly right in `start`, without falling for the wrong pose of an arm.

    A few frames are fitted from several poses of the arms and the best is kept; all frames then start from the nearest
    of these; where a neighbour fits much better, its pose is tried as well. With a `guess` (frames, coordinates) the
    frames start there instead; with `seeds` the few frames are known already.
    """
    joints = np.setdiff1d(np.arange(start.shape[1]), body.map.columns("root"))
    near, stiff = neutral(body, start), stiffness(body)

    def fit(index: IndexArray, begin: Array, steps: int = STEPS) -> PoseFit:
        goal = goals.frames(index)
        return fit_poses(body, goal, begin, columns=columns, reference=near[index], stiffness=stiff, steps=steps)

    if guess is not None:
        return fit(np.arange(len(start)), guess)
    few = _few(len(start))
    if seeds is None:
        seeds = _from_every_arm_pose(body, start[few], lambda begin: fit(few, begin, ROUGH))
    begin = start.copy()
    nearest = np.abs(np.arange(len(start))[:, None] - few[None, :]).argmin(axis=1)
    begin[:, joints] = seeds[nearest][:, joints]
    done = fit(np.arange(len(start)), begin)
    for step in (*NEIGHBOURS, *NEIGHBOURS):
        other = np.clip(np.arange(len(start)) + step, 0, len(start) - 1)
        doubtful = np.flatnonzero(done.cost[other] < DOUBTFUL * done.cost)
        if doubtful.size:
            begin = start[doubtful]
            begin[:, joints] = done.q[other[doubtful]][:, joints]
            again = fit(doubtful, begin)
            gain = again.cost < done.cost[doubtful]
            for kept, new in zip(done, again, strict=True):
                kept[doubtful[gain]] = new[gain]
    return done


def _from_every_arm_pose(body: Body, start: Array, fit: Callable[[Array], PoseFit]) -> Array:
    """The poses that cost least when the arms begin in every one of `ARM_POSES`."""
    best: PoseFit | None = None
    for pose in ARM_POSES:
        begin = start.copy()
        for name, angle in pose.items():
            begin[:, [body.map.column(f"{name}_{side}") for side in "rl"]] = angle
        best = _better(best, fit(begin))
    assert best is not None
    return best.q


def _better(one: PoseFit | None, other: PoseFit) -> PoseFit:
    """Frame by frame the fit with less cost."""
    if one is None:
        return other
    better = other.cost < one.cost
    for kept, new in zip(one, other, strict=True):
        kept[...] = np.where(better.reshape(-1, *[1] * (kept.ndim - 1)), new, kept)
    return one


def starting_poses(body: Body, places: ModelMarkers, target: Array, weight: Array) -> Array:
    """Neutral poses on a pelvis that its own markers place, (frames, coordinates)."""
    start = body.map.pose(len(target))
    start[:, [body.map.column(n) for n in (*PELVIS_ANGLES, *PELVIS_PLACE)]] = _pelvis_start(places, target, weight)
    return start


def neutral(body: Body, start: Array) -> Array:
    """The poses to stay near: neutral joints on the pelvis of `start`."""
    root = np.isin(np.arange(start.shape[1]), body.map.columns("root"))
    return np.where(root, start, 0.0)


def stiffness(body: Body) -> Array:
    """1 / rho^2 of every coordinate [1/rad^2]; none for the pelvis."""
    out = np.zeros(len(body.map.names))
    for i, (name, role) in enumerate(zip(body.map.names, body.map.roles, strict=True)):
        if role != "root":
            held = next((rho for start, rho in HELD_RAD.items() if name.startswith(start)), FREE_RAD)
            out[i] = 1.0 / held**2
    return out


def _prepare(markers: Markers, places: ModelMarkers) -> _Observations:
    """Fill short gaps, weigh long ones with nothing, leave out what was never seen."""
    notes = []
    lost = [label for label in places.labels if label not in markers.labels]
    kept = markers.keep(label for label in places.labels if label in markers.labels)
    there = np.asarray(kept.seen().any(axis=0))
    empty = [label for label, ok in zip(kept.labels, there, strict=True) if not ok]
    if empty:
        notes.append(f"Never seen, or zero throughout, and left out: {listed(empty)}.")
    use = np.array([label not in lost and label not in empty for label in places.labels]) & places.known
    chosen = places.subset(use)
    kept = markers.keep(chosen.labels)
    target, weight, filled, long = fill_gaps(kept)
    if filled:
        notes.append(f"Gaps shorter than {SHORT_GAP_S:g} s were filled: {listed(filled)}.")
    if long:
        notes.append(f"Longer gaps weigh nothing: {listed(long)}.")
    return _Observations(chosen, target, weight / chosen.spread**2, tuple(notes))


def _pelvis_start(places: ModelMarkers, target: Array, weight: Array) -> Array:
    """Pelvis of every frame from its own markers: tilt, list, rotation [rad] and place [m], (frames, 6)."""
    mine = [k for k, body in enumerate(places.bodies) if body == "pelvis"]
    local = places.offsets[mine]
    out = np.full((len(target), 6), np.nan)
    for t in range(len(target)):
        share = weight[t, mine]
        if np.count_nonzero(share) >= 3:
            there = target[t, mine]
            a, b = np.average(local, axis=0, weights=share), np.average(there, axis=0, weights=share)
            turn = Rotation.align_vectors(there - b, local - a, weights=share)[0]
            out[t, :3], out[t, 3:] = turn.as_euler("ZXY"), b - turn.apply(a)
    good = np.flatnonzero(np.isfinite(out[:, 0]))
    if not good.size:
        names = listed([places.labels[k] for k in mine])
        raise InputError(f"no frame has three markers of the pelvis; it carries {names or 'none'}")
    angles = np.unwrap(out[good, :3], axis=0)
    at = np.arange(len(out))
    columns = [*angles.T, *out[good, 3:].T]
    return np.stack([np.interp(at, good, values) for values in columns], axis=1)


def _columns(body: Body, places: ModelMarkers) -> tuple[list[int], list[str]]:
    """Coordinates that the markers can decide, and a sentence about those they cannot."""
    carried = set(places.bodies)
    free = body.map.columns("root", "free", "rhythm" if carried & set(TRUNK) else "root")
    still = [] if carried & set(TRUNK) else ["the trunk"]
    for side, name in (("r", "right"), ("l", "left")):
        for part, segments in (
            ("leg", ("femur", "tibia", "talus", "calcn", "toes")),
            ("foot", ("calcn", "toes")),
            ("arm", ("humerus", "ulna", "radius")),
        ):
            if not carried & {f"{s}_{side}" for s in segments}:
                still.append(f"the {name} {part}")
        if f"toes_{side}" in carried:
            free.append(body.map.column(f"mtp_angle_{side}"))
        if carried & {f"{s}_{side}" for s in ("humerus", "ulna", "radius")}:
            free += [body.map.column(f"arm_{way}_{side}") for way in ("flex", "add", "rot")]
        if carried & {f"ulna_{side}", f"radius_{side}"}:
            free.append(body.map.column(f"elbow_flex_{side}"))
        if f"radius_{side}" in carried and (f"ulna_{side}" in carried or places.bodies.count(f"radius_{side}") > 1):
            free.append(body.map.column(f"pro_sup_{side}"))
    if places.bodies.count("head") > 2:
        free += [body.map.column(f"neck_{way}") for way in ("flexion", "bending", "rotation")]
    notes = [f"No markers on {', '.join(still)}: held near neutral."] if still else []
    return sorted(set(free)), notes


def _named(body: Body, columns: list[int]) -> list[str]:
    fitted = [body.map.names[c] for c in columns]
    return [*(n for n in BASIC if n in body.map.names), *(n for n in fitted if n not in BASIC)]


def _unwound(body: Body, q: Array) -> Array:
    """The same poses with the pelvis' list within 90 degrees and its angles continuous."""
    at = [body.map.column(name) for name in PELVIS_ANGLES]
    out = q.copy()
    angles = np.unwrap(Rotation.from_euler("ZXY", q[:, at]).as_euler("ZXY"), axis=0)
    out[:, at] = angles - 2.0 * np.pi * np.round(np.median(angles, axis=0) / (2.0 * np.pi))
    return out


def _errors(fit: PoseFit, seen: _Observations) -> MarkerErrors:
    """What is left at every marker, over the frames where it counts [m]."""
    apart = np.linalg.norm(fit.points - seen.target, axis=2)
    counts = seen.weight > 0.0
    shown = np.where(counts, apart, np.nan)
    squares = np.where(counts, apart, 0.0) ** 2
    each = np.sqrt(squares.sum(axis=0) / np.maximum(counts.sum(axis=0), 1))
    labels = seen.places.labels
    return MarkerErrors(
        rms=dict(zip(labels, each.tolist(), strict=True)),
        largest={label: float(np.nanmax(column)) for label, column in zip(labels, shown.T, strict=True)},
        total=float(np.sqrt(squares.sum() / max(int(counts.sum()), 1))),
    )


def _sentence(body: Body, fit: PoseFit) -> list[str]:
    """Which frames did not come to rest."""
    lost = int((~fit.settled).sum())
    return [f"{lost} of {len(fit.q)} frames did not come to rest; look at their marker errors."] if lost else []
