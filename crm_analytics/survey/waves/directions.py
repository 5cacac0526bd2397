"""Does an item run the other way round now? Told by its labels, and by its correlations.

A turned item is never averaged: 5 would mean both the best and the worst.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from crm_analytics.survey import labels
from crm_analytics.survey.instrument import AskedWave
from crm_analytics.survey.scale import Scale
from crm_analytics.survey.waves.change import Change, Choice, Finding, Question, left_out, listed
from crm_analytics.survey.waves.side import Seen, Side
from crm_analytics.survey.waves.signs import Turn, turned

OPPOSITE, OTHER_CODES, OTHER_WORDS = "labels in opposite order", "labels at other codes", "labels"


def direction_findings(before: Side, now: Side) -> Iterator[Finding]:
    """Items that seem turned, and labels that are others at the same points."""
    signs = _turns(before, now)
    for dimension, columns in now.dimensions():
        told = {c: _labels(c, one, before.on(c, one.scale)) for c, one in columns.items()}
        yield from (change for kind, change in told.values() if change)
        opposite = tuple(c for c, (kind, _) in told.items() if kind == OPPOSITE)
        against = {c: signs[c] for c in columns if c in signs}
        for column, turn in against.items():
            yield Change("direction", column, _r(turn.before), _r(turn.now), "stop")
        if asked := tuple(c for c in columns if c in opposite or c in against):
            yield _question(dimension.name, asked, opposite, against)
        if moved := tuple(c for c, (kind, _) in told.items() if kind == OTHER_CODES):
            yield _recoded(dimension.name, moved)


def _labels(column: str, now: Seen, then: Seen | None) -> tuple[str, Change | None]:
    """How the labels of an item changed, and the row that says so."""
    here = {code: labels.normal(word) for code, word in now.labels.items()}
    there = _reference(now, then)
    if len(here) < 2 or not set(here) <= set(now.scale.points):
        return "", None
    kind = _kind(here, there, now.scale)
    weight = {OPPOSITE: "stop", OTHER_CODES: "stop"}.get(kind, "check")
    row = Change(kind, column, _written(there), _written(here), weight)  # type: ignore[arg-type]
    return kind, row if kind else None


def _reference(now: Seen, then: Seen | None) -> dict[float, str]:
    """The labels that the study's answers have: those of the earlier file, else the scale's."""
    scale = now.scale
    given = dict(then.labels) if then else {}
    if then and then.reversed != now.reversed:  # turned in that wave
        given = {scale.low + scale.high - code: word for code, word in given.items()}
    if len(given) < 2:
        given = {p: word for p in scale.points if (word := scale.word(p))}
    return {code: labels.normal(word) for code, word in given.items()}


def _kind(here: Mapping[float, str], there: Mapping[float, str], scale: Scale) -> str:
    mirrored = {scale.low + scale.high - code: word for code, word in here.items()}
    common = set(here) & set(there)
    if common and all(here[code] == there[code] for code in common):
        return ""
    if set(mirrored) & set(there) and all(
        there.get(code, word) == word for code, word in mirrored.items()
    ):
        return OPPOSITE
    if there and set(here.values()) == set(there.values()):
        return OTHER_CODES
    if _run(here) < 0 <= _run(there):
        return OPPOSITE
    return OTHER_WORDS if common else ""


def _run(given: Mapping[float, str]) -> int:
    """1 where the words of a known set rise with the codes, -1 where they fall, else 0."""
    found = labels.recognise(given.values())
    if found is None:
        return 0
    points = [labels.normal(word) for word in found.scale.labels]
    places = [points.index(given[code]) for code in sorted(given)]
    steps = np.sign(np.diff(places))
    return int(steps[0]) if len(set(steps.tolist())) == 1 else 0


def _turns(before: Side, now: Side) -> dict[str, Turn]:
    """Items of both waves whose correlations have the other sign now."""
    both = [
        (place, column, then, one)
        for place, (_, told) in enumerate(now.dimensions())
        for column, one in told.items()
        if (then := before.on(column, one.scale))
    ]
    if not both:
        return {}
    wholes = np.array([place for place, *_ in both])
    earlier = np.stack([then.centred for *_, then, _ in both], axis=1)
    later = np.stack([one.centred for *_, one in both], axis=1)
    return {both[turn.place][1]: turn for turn in turned(earlier, later, wholes)}


def _question(
    where: str, columns: tuple[str, ...], opposite: tuple[str, ...], against: Mapping[str, Turn]
) -> Question:
    reasons = [f"the labels of {listed(opposite)} stand in the opposite order now"]
    reasons = reasons if opposite else []
    if against:
        r = [f"{c} (r = {_r(t.now)}, before {_r(t.before)})" for c, t in against.items()]
        reasons.append(f"other questions go against {listed(tuple(r))}")
    why = "; ".join(reasons)
    few = len(columns) == 1
    return Question(
        f"direction:{where}:{columns[0]}",
        where,
        f"{why[0].upper()}{why[1:]}.",
        (
            Choice(
                "turn",
                f"Turn {'it' if few else 'them'} round in this wave",
                AskedWave("", turned=columns),
            ),
            Choice("keep", "It is as it was" if few else "They are as they were"),
            left_out(*columns),
        ),
        columns,
    )


def _recoded(where: str, columns: tuple[str, ...]) -> Question:
    why = f"{listed(columns)}: the same labels stand at other codes now."
    keep = Choice("keep", "The codes mean what they did")
    id = f"labels:{where}:{columns[0]}"
    return Question(id, where, why, (keep, left_out(*columns)), columns)


def _written(given: Mapping[float, str]) -> str:
    return listed(tuple(f"{code:g} = {given[code]}" for code in sorted(given)))


def _r(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".").replace("-", "−")
