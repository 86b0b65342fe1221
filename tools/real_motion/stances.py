"""When each foot of a recorded run is on the belt, and which part of the run may be shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.real_motion.runs import SIDES, RealRun, Side

# The ends of a recording, where filters and splines have data on one side only, are not shown. [s]
EDGE_S = 0.1
# Distance of a clip's ends from an event that is inferred and not measured. [s]
INFERRED_MARGIN_S = 0.03


@dataclass(frozen=True, kw_only=True)
class Stance:
    """One foot on the belt from contact to toe-off [s]; an end that the plates did not give is inferred."""

    contact_s: float
    toe_off_s: float
    has_contact: bool = True
    has_toe_off: bool = True


def stances_of(run: RealRun, side: Side) -> list[Stance]:
    """All stances of one foot that reach into the recording, in order.

    The plates' list begins and ends with whole stances; where the stride before or after would still reach into
    the recording, a stance of mean length one mean stride away stands in for it.
    """
    contact_s, toe_off_s = run.contact_s[side], run.toe_off_s[side]
    stride_s = float(np.diff(contact_s).mean())
    offs = [next((float(off) for off in toe_off_s if start < off < start + stride_s), None) for start in contact_s]
    length_s = float(np.mean([off - start for start, off in zip(contact_s, offs, strict=True) if off is not None]))
    found = [
        Stance(contact_s=float(start), toe_off_s=off or float(start) + length_s, has_toe_off=off is not None)
        for start, off in zip(contact_s, offs, strict=True)
    ]
    for start in (float(contact_s[0]) - stride_s, float(contact_s[-1]) + stride_s):
        if start + length_s > run.time_s[0] and start < run.time_s[-1]:
            found.append(Stance(contact_s=start, toe_off_s=start + length_s, has_contact=False, has_toe_off=False))
    return sorted(found, key=lambda stance: stance.contact_s)


def usable_span_s(run: RealRun) -> tuple[float, float]:
    """The longest span, a little inside the recording, in which every event is the plates' own."""
    low, high = float(run.time_s[0]) + EDGE_S, float(run.time_s[-1]) - EDGE_S
    middle = (low + high) / 2
    for side, _ in SIDES:
        for stance in stances_of(run, side):
            inferred = [
                at
                for at, known in ((stance.contact_s, stance.has_contact), (stance.toe_off_s, stance.has_toe_off))
                if not known
            ]
            for at in inferred:
                if at < middle:
                    low = max(low, at + INFERRED_MARGIN_S)
                else:
                    high = min(high, at - INFERRED_MARGIN_S)
    return low, high
