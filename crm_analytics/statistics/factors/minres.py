"""Factors that leave the smallest residual correlations: minres, or unweighted least squares.

Harman & Jones (1966), Psychometrika 31, 351-368. Newton's method on the uniquenesses, with the
second derivatives of Jöreskog (1977).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOWEST = 0.005  # of a uniqueness, as in R; an item there is an improper (Heywood) one
STEPS = 200
HALVINGS = 40
SETTLED = 1e-9

Array = NDArray[np.floating]


@dataclass(frozen=True, eq=False, slots=True)
class Minres:
    """loadings: shape (k, factors), principal axes. uniqueness: shape (k,)."""

    loadings: Array
    uniqueness: Array
    converged: bool


def most_factors(k: int) -> int:
    """How many factors the correlations of k items can tell apart: (k − f)² ≥ k + f."""
    return max(f for f in range(k) if f == 0 or (k - f) ** 2 >= k + f)


def minres(r: Array, factors: int) -> Minres:
    """From a positive definite correlation matrix and at least one factor."""
    uniqueness = _start(r, factors)
    at = _Axes.of(r, uniqueness, factors)
    for _ in range(STEPS):
        step = _step(at, uniqueness)
        if np.abs(step).max() < SETTLED:
            return Minres(at.loadings, uniqueness, True)
        uniqueness, at = _down(r, at, uniqueness, step)
    return Minres(at.loadings, uniqueness, False)


@dataclass(frozen=True, eq=False, slots=True)
class _Axes:
    """Eigenvalues and vectors of R − Ψ: those kept as factors, and the rest, to be made small."""

    kept: Array
    kept_vectors: Array
    rest: Array
    rest_vectors: Array

    @classmethod
    def of(cls, r: Array, uniqueness: Array, factors: int) -> "_Axes":
        values, vectors = np.linalg.eigh(r - np.diag(uniqueness))
        kept = slice(None, -factors - 1, -1)
        rest = slice(None, len(r) - factors)
        return cls(values[kept], vectors[:, kept], values[rest], vectors[:, rest])

    @property
    def loadings(self) -> Array:
        axes: Array = self.kept_vectors * np.sqrt(np.maximum(self.kept, 0))
        return axes

    @property
    def residual(self) -> float:
        return float(np.square(self.rest).sum()) / 2


def _start(r: Array, factors: int) -> Array:
    k = len(r)
    unexplained = 1 / np.diag(np.linalg.solve(r, np.eye(k)))
    start: Array = np.clip((1 - 0.5 * factors / k) * unexplained, LOWEST, 1)
    return start


def _step(at: _Axes, uniqueness: Array) -> Array:
    """Newton's step among the uniquenesses that are not held at an end."""
    slope = -np.square(at.rest_vectors) @ at.rest
    low, high = uniqueness <= LOWEST + SETTLED, uniqueness >= 1 - SETTLED
    free = ~((low & (slope > 0)) | (high & (slope < 0)))
    step = np.zeros(len(slope))
    if free.any():
        bowl = np.square(at.rest_vectors @ at.rest_vectors.T)
        step[free] = -_solve((bowl + _bend(at))[np.ix_(free, free)], slope[free])
        if step @ slope > 0:
            step[free] = -_solve(bowl[np.ix_(free, free)], slope[free])
    ended: Array = np.clip(uniqueness + step, LOWEST, 1) - uniqueness
    return ended


def _bend(at: _Axes) -> Array:
    """What turning the axes adds to the second derivatives."""
    vectors, found = at.rest_vectors, np.zeros((len(at.rest_vectors),) * 2)
    for value, axis in zip(at.kept, at.kept_vectors.T, strict=True):
        ratio = 2 * at.rest / np.minimum(at.rest - value, -np.finfo(float).eps)
        found += np.outer(axis, axis) * ((vectors * ratio) @ vectors.T)
    return found


def _solve(bowl: Array, slope: Array) -> Array:
    ridge = 1e-12 * np.trace(bowl) * np.eye(len(bowl))
    solved: Array = np.linalg.solve(bowl + ridge, slope)
    return solved


def _down(r: Array, at: _Axes, uniqueness: Array, step: Array) -> tuple[Array, _Axes]:
    size = 1.0
    for _ in range(HALVINGS):
        there = uniqueness + size * step
        axes = _Axes.of(r, there, at.kept.size)
        if axes.residual <= at.residual * (1 + 1e-12):
            break
        size /= 2
    return there, axes
