"""Movement in: recorded in files or planned in the library, made ready to be analysed on a body.

`files` read, `signals` filter, `markers` fit joint angles, `contact` finds what pushes on the body, `library` plans.
Start reading at `records.motion.Motion`, at `trajectory.prepare_trajectory`, which everything ends in, and at
`from_markers.motion_from_markers`.

>>> motion = read_motion("walk_ik.mot")                                       # doctest: +SKIP
>>> loads, why = assign_feet(read_loads("walk_grf.mot"), foot_points)         # doctest: +SKIP
>>> start, end, note = valid_window(loads, motion.time)                       # doctest: +SKIP
>>> motion = motion.window(start, end).with_loads(loads).with_notes([*why, note])  # doctest: +SKIP
"""

from iliopsoas.motion.contact.plate_assignment import assign_feet, valid_window
from iliopsoas.motion.files.joint_angles import read_motion, write_motion
from iliopsoas.motion.files.marker_files import read_markers
from iliopsoas.motion.files.storage import Storage, read_storage, write_storage
from iliopsoas.motion.files.storage_plates import read_loads
from iliopsoas.motion.files.trc import write_trc
from iliopsoas.motion.records.emg import Emg
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.records.motion import MarkerErrors, Motion
from iliopsoas.motion.signals.time_series import estimate_rate, is_even, lowpass, resample, spline_derivatives

__all__ = [
    "Emg",
    "ExternalLoad",
    "MarkerErrors",
    "Markers",
    "Motion",
    "Storage",
    "assign_feet",
    "estimate_rate",
    "is_even",
    "lowpass",
    "read_loads",
    "read_markers",
    "read_motion",
    "read_storage",
    "resample",
    "spline_derivatives",
    "valid_window",
    "write_motion",
    "write_storage",
    "write_trc",
]
