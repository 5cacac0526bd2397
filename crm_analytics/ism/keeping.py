"""A work as bytes that can be kept, and back without loss: JSON that a person can read, too."""

import json
from base64 import b64decode, b64encode
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import Problem, UnusableMatrix
from crm_analytics.ism.panel import FuzzyPanel, Panel
from crm_analytics.ism.relations import Factor, Flags
from crm_analytics.ism.source import Source
from crm_analytics.ism.work import Given, Work

FORM = 1  # of the JSON; a change of it is another number
LETTERS = "OVAX"  # by 1 for an arrow ahead and 2 for one back


def to_json(work: Work) -> bytes:
    """The whole work; equal works give equal bytes."""
    about = {
        "form": FORM,
        "files": list(zip(work.source.names, work.source.sha256, strict=True)),
        "as_read": work.as_read,
        "factors": [[factor.id, factor.name] for factor in work.given.factors],
        "experts": list(work.given.experts),
        **_judged(work.given),
        "reasons": [[*link, why] for link, why in work.reasons.items()],
        "dimensions": dict(work.linked),
        "places": dict(work.moved),
        "printed_levels": _text(work.levels),
    }
    return json.dumps(about, ensure_ascii=False).encode(errors="surrogatepass")


def from_json(kept: bytes) -> Work:
    """The work that `to_json` was given; raises UnusableMatrix for that of another program."""
    about = json.loads(kept.decode(errors="surrogatepass"))
    if about["form"] != FORM:
        what = "were kept by a newer version of this program."
        raise UnusableMatrix(Problem("The judgements", what, "Update the program."))
    names, digests = zip(*about["files"], strict=True)
    return Work(
        Source(names, digests),
        _given(about),
        about["as_read"],
        {(tail, head): why for tail, head, why in about["reasons"]},
        about["dimensions"],
        {id: (x, y) for id, (x, y) in about["places"].items()},
        _bytes(about["printed_levels"]),
    )


def _judged(given: Given) -> dict[str, object]:
    """A number for each cell, or the letters above the diagonal, row by row, for each expert."""
    if isinstance(given, FuzzyPanel):
        return {"strengths": given.strength.tolist(), "words": given.words}
    above = np.triu_indices(len(given.factors), 1)
    codes = (one[above] + 2 * one.T[above] for one in given.leads)
    return {"letters": ["".join(LETTERS[code] for code in row.tolist()) for row in codes]}


def _given(about: dict[str, Any]) -> Given:
    factors = tuple(Factor(id, name) for id, name in about["factors"])
    experts, n = tuple(about["experts"]), len(factors)
    if "strengths" in about:
        strength: NDArray[np.float64] = np.array(about["strengths"], dtype=np.float64)
        return FuzzyPanel(factors, experts, strength.reshape(-1, n, n), about["words"])
    return Panel(factors, experts, np.array([_leads(row, n) for row in about["letters"]]))


def _leads(letters: str, n: int) -> Flags:
    codes = np.array([LETTERS.index(letter) for letter in letters], dtype=int)
    leads, above = np.zeros((n, n), dtype=bool), np.triu_indices(n, 1)
    leads[above] = codes % 2 == 1
    leads.T[above] = codes >= 2
    return leads


def _text(levels: tuple[str, bytes] | None) -> list[str] | None:
    return [levels[0], b64encode(levels[1]).decode()] if levels else None


def _bytes(levels: list[str] | None) -> tuple[str, bytes] | None:
    return (levels[0], b64decode(levels[1])) if levels else None
