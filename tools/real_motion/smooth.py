"""Least-squares splines with chosen stiffness: every curve of a retargeted runner is smooth by construction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import BSpline
from scipy.sparse import block_array, csr_array, diags_array
from scipy.sparse.linalg import spsolve

FloatArray = npt.NDArray[np.float64]

DEGREE = 5
# Distance of the splines' knots: finer than anything a 20 Hz recording holds, coarse enough to be smooth. [s]
KNOT_S = 0.008
# Order of the derivative that stiffness acts on.
ORDER = 3


@dataclass(frozen=True)
class Basis:
    """A spline basis on evenly spaced times: ``values (T, K)`` and, per sample, ``bend (T, K)``, the third
    derivative [1/s3]."""

    values: csr_array
    bend: csr_array

    @classmethod
    def on(cls, time_s: FloatArray) -> Basis:
        """Basis for times (T,) in rising order. [s]"""
        count = int(np.ceil((time_s[-1] - time_s[0]) / KNOT_S))
        inner = np.linspace(time_s[0], time_s[-1], count + 1)
        knots = np.concatenate([[inner[0]] * DEGREE, inner, [inner[-1]] * DEGREE])
        values = csr_array(BSpline.design_matrix(time_s, knots, DEGREE))
        return cls(values, csr_array(_derivative(time_s, knots)))


def _derivative(time_s: FloatArray, knots: FloatArray) -> csr_array:
    """Third derivative of every basis function at the sample times, via the lower-degree basis."""
    size = len(knots) - DEGREE - 1
    matrix = diags_array(np.ones(size)).tocsr()
    degree, own = DEGREE, knots
    for _ in range(ORDER):
        width = own[degree + 1 : -1] - own[1 : -degree - 1]
        scale = degree / np.where(width > 0, width, np.inf)
        count = len(scale)
        difference = diags_array([-scale, scale], offsets=[0, 1], shape=(count, count + 1))
        matrix = difference @ matrix
        degree, own = degree - 1, own[1:-1]
    return csr_array(csr_array(BSpline.design_matrix(time_s, own, degree)) @ matrix)


@dataclass(frozen=True, kw_only=True)
class Term:
    """One unknown curve: ``stiffness_s`` is the time below which it does not follow, ``pull`` (T,) draws it to 0."""

    stiffness_s: float
    weight: float
    pull: FloatArray


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Wanted sum of curves: ``terms`` that count, ``target`` (T,) and ``weight`` (T,) per sample."""

    terms: tuple[int, ...]
    target: FloatArray
    weight: FloatArray


def fit(basis: Basis, terms: list[Term], demands: list[Demand]) -> list[FloatArray]:
    """The curves (T,) that meet the demands best, smoothly; one solution of a linear least-squares problem."""
    values, bend = basis.values, basis.bend
    size = values.shape[1]
    blocks: list[list[csr_array]] = [[csr_array((size, size), dtype=np.float64) for _ in terms] for _ in terms]
    right = [np.zeros(size) for _ in terms]
    for k, term in enumerate(terms):
        stiff = term.weight * term.stiffness_s ** (2 * ORDER)
        blocks[k][k] = stiff * (bend.T @ bend) + values.T @ (diags_array(term.pull) @ values)
    for demand in demands:
        gram = values.T @ (diags_array(demand.weight) @ values)
        pull = values.T @ (demand.weight * demand.target)
        for a in demand.terms:
            right[a] = right[a] + pull
            for b in demand.terms:
                blocks[a][b] = blocks[a][b] + gram
    solution = spsolve(block_array(blocks).tocsc(), np.concatenate(right))
    return [np.asarray(values @ part) for part in np.split(solution, len(terms))]
