"""What limits a comparison, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gaitcheck.assessment.wording import counted
from gaitcheck.validation.model import MS_PER_S, ClipValidation

#: When fewer true events than this have a partner, or they scatter by more, the two may not belong together: at a
#: wrong offset a third would match by chance, evenly spread over 240 ms. [%], [ms]
_LEAST_MATCHED_PCT, _LARGEST_SD_MS = 60.0, 40.0
#: True strides that cover less than this share of the measured ones leave the clip's mean another mean. [%]
_LEAST_COVERED_PCT = 80.0
#: A drift between the clocks is named when it adds up to this over the clip and is more than chance. [ms]
_LEAST_DRIFT_MS = 5.0
#: More than chance: this many standard errors of the slope.
_DRIFT_ERRORS = 3.0
#: A shift that makes the knees agree is named from here on: a knee turns by up to 0.5 degrees a millisecond. [ms]
_LEAST_SHIFT_MS = 8.0
#: The truth's own uncertainty is named when it is more than this share of the scatter found.
_OWN_SHARE = 0.3


def notes_of(clip: ClipValidation, n_outside: int) -> Iterator[str]:
    """Sentences about one comparison.

    Parameters
    ----------
    clip
        Compared, without notes.
    n_outside
        True events before or after the clip.
    """
    yield from _clock(clip)
    if n_outside:
        yield f"{counted(n_outside, 'true event lies', 'true events lie')} before or after the clip and are left out."
    yield from _doubt(clip)
    yield from _drift(clip)
    yield from _part(clip)
    yield from _own_error(clip)
    yield from _shift(clip)


def _clock(clip: ClipValidation) -> Iterator[str]:
    clock = clip.clock
    if clock.source == "given":
        yield f"Truth times were moved by {clock.offset_s:+.3f} s as given; an error of it is a bias of every event."
    if clock.source == "aligned" and clock.sd_s is not None:
        yield (
            f"The clocks were aligned by the median difference of {clock.n_contacts} contacts: truth time "
            f"{clock.offset_s:+.3f} s (± {MS_PER_S * clock.sd_s:.1f} ms, 1 SD) is the clip's. A bias of the contacts "
            "cannot be told from such an offset and is not given; their scatter, toe-offs relative to them, contact "
            "and flight times can be told."
        )


def _doubt(clip: ClipValidation) -> Iterator[str]:
    true = sum(event.n_true for event in clip.events)
    pairs = sum(int(event.true_s.size) for event in clip.events)
    if true and 100.0 * pairs / true < _LEAST_MATCHED_PCT:
        yield f"Only {pairs} of {true} true events have a partner: check the offset, and whether the clip is this one."
    scatter = [s.sd for event in clip.events if event.kind == "contact" and (s := event.summary) is not None]
    if scatter and max(scatter) > _LARGEST_SD_MS:
        yield f"Contacts scatter by up to {max(scatter):.0f} ms, as they would if the clocks did not belong together."


def _drift(clip: ClipValidation) -> Iterator[str]:
    """The slope of the contacts' errors over time; a wrong rate on either clock makes one."""
    contacts = [event for event in clip.events if event.kind == "contact" and event.true_s.size > 2]
    if not contacts:
        return
    at_s = np.concatenate([event.true_s for event in contacts])
    errors = np.concatenate([event.errors_ms - event.errors_ms.mean() for event in contacts])
    at_s = at_s - at_s.mean()
    free = errors.size - len(contacts) - 1
    spread = float(np.sum(at_s**2))
    if free < 1 or spread == 0.0:
        return
    slope = float(np.sum(at_s * errors)) / spread
    sd = float(np.sqrt(np.sum((errors - slope * at_s) ** 2) / free / spread))
    drift_ms = slope * float(np.ptp(at_s))
    if abs(drift_ms) >= _LEAST_DRIFT_MS and abs(slope) > _DRIFT_ERRORS * sd:
        yield (
            f"The contacts' errors drift by {drift_ms:+.0f} ms from the first to the last: one of the two clocks may "
            "run at another rate (29.97 frames a second taken for 30 are 1 ms a second)."
        )


def _part(clip: ClipValidation) -> Iterator[str]:
    rows = [m for m in clip.metrics if m.side is not None and m.name == "contact_time_ms" and m.n_found]
    part = [m for m in rows if 100.0 * m.n_true / m.n_found < _LEAST_COVERED_PCT]
    if part:
        shares = ", ".join(f"{m.side} {m.n_true} of {m.n_found}" for m in part)
        yield (
            f"The truth covers a part of the measured strides only ({shares}), so the two means are not of the same "
            "strides; the pairs of single strides are."
        )


def _own_error(clip: ClipValidation) -> Iterator[str]:
    if clip.event_sd_ms is None:
        return
    scatter = [s.sd for event in clip.events if (s := event.summary) is not None]
    if scatter and clip.event_sd_ms > _OWN_SHARE * min(scatter):
        yield (
            f"The truth's own events are good to {clip.event_sd_ms:.1f} ms (1 SD): that much of the scatter, and of "
            "what an interval misses, may be the truth's."
        )


def _shift(clip: ClipValidation) -> Iterator[str]:
    for angle in clip.angles:
        if angle.shift_ms is None or angle.shifted_rmse_deg is None or abs(angle.shift_ms) < _LEAST_SHIFT_MS:
            continue
        yield (
            f"The {angle.side} knee agrees best with the truth {angle.shift_ms:+.0f} ms later (RMSE "
            f"{angle.shifted_rmse_deg:.1f} instead of {angle.rmse_deg:.1f} degrees): the clocks may be off by that."
        )
