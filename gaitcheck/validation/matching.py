"""Which found event belongs to which true one."""

from __future__ import annotations

import numpy as np

from gaitcheck.arrays import FloatArray, IntArray

#: An event and its truth belong together when they are closer than this: a sixth of a stride, so that an event one
#: stride or one kind off never counts as a poor one. [s]
MATCH_S = 0.12


def matched(found_s: FloatArray, true_s: FloatArray, within_s: float = MATCH_S) -> tuple[IntArray, IntArray]:
    """Pairs of found and true events that are each other's nearest and closer than ``within_s``.

    Parameters
    ----------
    found_s, true_s
        Times of one kind of event of one foot, in any order, shapes (n,) and (m,). [s]
    within_s
        Largest distance. [s]

    Returns
    -------
    (found, true)
        Indices of equal length, in the order of ``true_s``; no event occurs twice.
    """
    if not found_s.size or not true_s.size:
        return np.empty(0, np.intp), np.empty(0, np.intp)
    apart = np.abs(found_s[:, None] - true_s[None, :])
    nearest_found, nearest_true = apart.argmin(axis=0), apart.argmin(axis=1)
    true = np.arange(true_s.size)
    mutual = (nearest_true[nearest_found] == true) & (apart[nearest_found, true] < within_s)
    return nearest_found[mutual], true[mutual]


def match_events(found_s: FloatArray, true_s: FloatArray) -> FloatArray:
    """Errors, found minus true, of the events that have a partner nearer than `MATCH_S`, one to one. [s]"""
    found, true = matched(found_s, true_s)
    return np.asarray(found_s[found] - true_s[true], dtype=np.float64)
