"""All claims at once: which belong together, Holm's p over each family, and the decision.

H1a, H1.2 and H1-b belong to H1: the parts of one claim are a family, and so are the claims that
are no part of another (Holm 1979).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.adjust import holm
from crm_analytics.statistics.hypotheses.evidence import Evidence, Respondents, evidence
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.instrument import Hypothesis
from crm_analytics.survey.view import View

ALPHA = 0.05

Decision = Literal["supported", "contradicted", "not supported", "untested"]

_PART = re.compile(r"^(.+?)(?:[.\-_ ]?[a-z]|[.\-_ ]\d+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One claim with its evidence; `parent` is the id of the claim it is a part of, or empty.

    parts, supported: of a claim with parts, how many it has and how many of them are supported.
    """

    claim: Hypothesis
    parent: str
    evidence: Evidence | Unavailable
    p_holm: float | None
    decision: Decision
    parts: int = 0
    supported: int = 0


def ledger(view: View, scores: Scores, level: float = 0.95) -> tuple[Line, ...]:
    """Every claim of the questionnaire, in its order."""
    claims = view.instrument.hypotheses
    people = Respondents(view, scores, level)
    found = {claim.id: evidence(claim, people) for claim in claims}
    parents = families([claim.id for claim in claims])
    adjusted = _adjusted(found, parents)
    decisions = {
        claim.id: _decision(claim, found[claim.id], adjusted.get(claim.id)) for claim in claims
    }
    return tuple(
        Line(
            claim,
            parents[claim.id],
            found[claim.id],
            adjusted.get(claim.id),
            decisions[claim.id],
            len(parts := [id for id, parent in parents.items() if parent == claim.id]),
            sum(decisions[id] == "supported" for id in parts),
        )
        for claim in claims
    )


def families(ids: Sequence[str]) -> dict[str, str]:
    """Each id with the id of the claim that it is a part of; empty for a claim of its own."""
    known = set(ids)
    found = {}
    for id in ids:
        part = _PART.match(id)
        found[id] = part[1] if part and part[1] in known else ""
    return found


def _adjusted(
    found: Mapping[str, Evidence | Unavailable], parents: Mapping[str, str]
) -> dict[str, float]:
    adjusted: dict[str, float] = {}
    for family in dict.fromkeys(parents.values()):
        tested = {
            id: result.p
            for id, result in found.items()
            if parents[id] == family and isinstance(result, Evidence)
        }
        values = holm(np.array(list(tested.values()), float))
        adjusted.update(zip(tested, values.tolist(), strict=True))
    return adjusted


def _decision(claim: Hypothesis, found: Evidence | Unavailable, p: float | None) -> Decision:
    if isinstance(found, Unavailable) or p is None:
        return "untested"
    if p >= ALPHA:
        return "not supported"
    wrong = {"+": found.direction < 0, "-": found.direction > 0}
    return "contradicted" if wrong.get(claim.sign, False) else "supported"
