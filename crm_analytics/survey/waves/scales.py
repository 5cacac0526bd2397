"""Was it asked on another scale? Told by labels and codes, by words, or by the answers alone.

A rescaled item is never averaged: a 4 of 5 is not a 4 of 7.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from crm_analytics.survey import labels
from crm_analytics.survey.instrument import AskedWave, Dimension, Scale
from crm_analytics.survey.mistakes import LONGEST
from crm_analytics.survey.suggesting.scales import STANDARD
from crm_analytics.survey.waves.comparison import (
    Finding,
    Seen,
    Side,
    WaveChange,
    WaveChoice,
    WaveQuestion,
    left_out,
    listed,
)

FEWEST = 30  # people, to read anything from what nobody answered
BY_CHANCE = 0.001  # how rarely nobody would use the ends if the scale were the same
Told = Mapping[str, Seen]


def scale_findings(before: Side, now: Side) -> Iterator[Finding]:
    """Every dimension whose items seem to be asked on another scale in this wave."""
    for dimension, told in now.dimensions():
        then = {c: one for c in told if (one := before.on(c, dimension.scale))}
        if any(one.words for one in told.values()):
            yield from _in_words(dimension, told)
            continue
        changed = dict(_relabelled(dimension.scale, told, then))
        yield from _labels(dimension, told, changed)
        bare = {column: one for column, one in told.items() if column not in changed}
        if off := dict(_off(dimension.scale, bare, then)):
            yield from _answers(now, dimension, bare, off)
        elif narrow := _narrower(dimension.scale, bare, then):
            yield from _rows(dimension, tuple(bare), narrow)
            why = f"nobody answers off {narrow} now, many did before."
            yield _question(dimension, tuple(bare), why, narrow, _same(dimension.scale))


def _relabelled(scale: Scale, told: Told, then: Told) -> Iterator[tuple[str, Scale]]:
    """Items whose labels tell another scale than the study's, and did not before."""
    for column, one in told.items():
        codes = sorted(one.labels)
        earlier = sorted(then[column].labels) if column in then else []
        if len(codes) < 2 or (codes[0], codes[-1]) in _ends(scale, earlier):
            continue
        if not codes[-1] - codes[0] <= LONGEST:
            continue  # a label of a code far off, not of a point
        words = tuple(one.labels.get(float(at), "") for at in Scale(codes[0], codes[-1]).points)
        inside = scale.low <= codes[0] and codes[-1] <= scale.high
        if inside and not all(words):
            continue  # some points have a label, which says nothing about the ends
        named = words if all(words) else (one.labels[codes[0]], one.labels[codes[-1]])
        yield column, Scale(codes[0], codes[-1], named)


def _ends(scale: Scale, codes: Sequence[float]) -> list[tuple[float, float]]:
    return [(scale.low, scale.high), *([(codes[0], codes[-1])] if codes else [])]


def _labels(dimension: Dimension, told: Told, changed: Mapping[str, Scale]) -> Iterator[Finding]:
    for ends in dict.fromkeys((s.low, s.high) for s in changed.values()):
        columns = tuple(c for c, s in changed.items() if (s.low, s.high) == ends)
        scale = changed[columns[0]]
        yield from _rows(dimension, columns, scale)
        fits = all(_on(told[column], dimension.scale) for column in columns)
        alone = scale if len(columns) == len(told) else None
        why = f"the file labels the points {scale}."
        yield _question(dimension, columns, why, alone, _same(dimension.scale) if fits else ())


def _off(scale: Scale, told: Told, then: Told) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Items with codes that are no answer on the study's scale, and these codes."""
    for column, one in told.items():
        answers = _answered([one])
        apart = set(answers[(answers < scale.low) | (answers > scale.high)].tolist())
        known = then[column].silent if column in then else ()
        if codes := apart | (set(one.silent) - set(known)):
            yield column, tuple(sorted(codes))


def _answers(
    now: Side, dimension: Dimension, told: Told, off: Mapping[str, tuple[float, ...]]
) -> Iterator[Finding]:
    """Numbers off the scale: another scale, or codes for no answer."""
    scale, columns = dimension.scale, tuple(off)
    for column, own in off.items():
        yield WaveChange("answers off the scale", column, str(scale), _numbers(own), "stop")
    codes = tuple(sorted({code for own in off.values() for code in own}))
    wider = _standard(_answered(list(told.values())))
    choices = (
        [_alone(dimension, wider)]
        if wider and (wider.low, wider.high) not in _ends(scale, ())
        else []
    )
    scales = [d.scale for d in now.instrument.dimensions]
    if not any(s.low <= code <= s.high for s in scales for code in codes):
        choices.append(WaveChoice("missing", f"{_numbers(codes)} means no answer", codes=codes))
    why = f"{_numbers(codes)} is answered."
    yield _question(dimension, columns, why, None, choices)


def _narrower(scale: Scale, told: Told, then: Told) -> Scale | None:
    """A usual scale inside the study's that holds all answers now and far from all before."""
    earlier = [then[column].values for column in told if column in then]
    people = max((one.people for one in told.values()), default=0)
    if not earlier or min(people, max(int((~np.isnan(e)).sum()) for e in earlier)) < FEWEST:
        return None
    answers = _answered(list(told.values()))
    inside = [
        Scale(a, b)
        for a, b in STANDARD
        if scale.low <= a <= answers.min() and answers.max() <= b <= scale.high
        if (a, b) != (scale.low, scale.high)
    ]
    if not inside:
        return None
    best = min(inside, key=lambda fitting: fitting.high - fitting.low)
    outside = np.any([(one < best.low) | (one > best.high) for one in earlier], axis=0).mean()
    return best if (1 - outside) ** people < BY_CHANCE else None


def _in_words(dimension: Dimension, told: Told) -> Iterator[Finding]:
    """Words that are no point of the scale, decided for the whole dimension."""
    scale = dimension.scale
    for column, one in told.items():
        if one.words:
            yield WaveChange("words", column, _said(scale), listed(one.words), "stop")
    unknown = tuple(dict.fromkeys(word for one in told.values() for word in one.words))
    found = labels.recognise({word for one in told.values() for word in one.spoken})
    columns = tuple(column for column, one in told.items() if found or one.words)
    why = f"{listed(unknown)} is no point of it."
    if found and len(found.scale.points) == len(scale.points):
        worded = Scale(scale.low, scale.high, found.scale.labels)
        says = AskedWave("", scales={dimension.name: worded})
        same = WaveChoice("same", f"The points are: {' / '.join(worded.labels)}", says)
        yield _question(dimension, columns, why, None, [same])
    else:
        yield _question(dimension, columns, why, found.scale if found else None, ())


def _answered(told: Sequence[Seen]) -> NDArray[np.float64]:
    values: NDArray[np.float64] = np.concatenate([np.empty(0), *(one.values for one in told)])
    return values[~np.isnan(values)]


def _on(one: Seen, scale: Scale) -> bool:
    answers = _answered([one])
    return bool(((answers >= scale.low) & (answers <= scale.high)).all())


def _standard(answers: NDArray[np.float64]) -> Scale | None:
    """The shortest usual scale that holds all answers, from 1 rather than from 0."""
    if not len(answers):
        return None
    holding = [Scale(a, b) for a, b in STANDARD if a <= answers.min() and answers.max() <= b]
    return min(holding, key=lambda scale: (-scale.low, scale.high), default=None)


def _rows(dimension: Dimension, columns: Sequence[str], scale: Scale) -> Iterator[WaveChange]:
    for column in columns:
        yield WaveChange("scale", column, _said(dimension.scale), _said(scale), "stop")


def _said(scale: Scale) -> str:
    return f"{scale}: {' / '.join(scale.labels)}" if scale.labels else str(scale)


def _numbers(codes: Sequence[float]) -> str:
    return listed(tuple(f"{code:g}" for code in codes))


def _same(scale: Scale) -> list[WaveChoice]:
    return [WaveChoice("same", f"It is on {scale} all the same (nobody used the others)")]


def _alone(dimension: Dimension, scale: Scale) -> WaveChoice:
    label = f"This wave was asked on {scale}: analyse it alone, do not compare"
    return WaveChoice("alone", label, AskedWave("", scales={dimension.name: scale}))


def _question(
    dimension: Dimension,
    columns: tuple[str, ...],
    why: str,
    alone: Scale | None,
    choices: Sequence[WaveChoice],
) -> WaveQuestion:
    """alone: the other scale of the whole dimension; None when only some of its items changed."""
    given = [_alone(dimension, alone)] if alone else []
    return WaveQuestion(
        f"scale:{dimension.name}:{columns[0]}",
        dimension.name,
        f"{listed(columns)}: the study's scale is {dimension.scale}, but {why}",
        (*given, *choices, left_out(*columns)),
        columns,
    )
