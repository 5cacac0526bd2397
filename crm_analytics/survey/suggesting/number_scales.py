"""Which columns of bare numbers share a scale, and which disagree with their neighbours?"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.suggesting.columns import FAR, LARGEST_CODE, MOST_POINTS, SurveyColumn
from crm_analytics.survey.suggesting.scales import (
    DOUBTFUL,
    EDGE,
    FEW,
    FEWEST_ALIKE,
    RARE,
    SHORT_NAME,
    UNLIKELY,
    Block,
    listed,
    outside,
    span,
    standard,
    with_written,
)


def number_blocks(
    columns: Sequence[SurveyColumn], known: Sequence[Block] = ()
) -> tuple[list[Block], dict[str, str]]:
    """Blocks of columns of bare numbers; and columns that disagree with all, with the reason.

    known: blocks that were found before.
    """
    cores = _cores(columns)
    waiting = {c.name: (c, cores[c.name]) for c in columns}
    blocks: list[Block] = []
    lone: list[tuple[Scale, list[SurveyColumn]]] = []
    while waiting:
        scale, members = _widest_shared(waiting)
        group = [waiting.pop(name)[0] for name in members]
        if len(group) >= FEWEST_ALIKE:
            blocks.append(_numbered(group, scale))
        else:
            lone.append((scale, group))
    main = max((*blocks, *known), key=lambda b: len(b.columns), default=None)
    rejected: dict[str, str] = {}
    for scale, group in lone:
        kept = [c for c in group if main is None or _sounds_like_a_rating(c)]
        if kept:
            blocks.append(_numbered(kept, scale))
        for column in group:
            if column not in kept and main is not None:
                span = f"{min(column.numbers):g}–{max(column.numbers):g}"
                rejected[column.name] = (
                    f"holds {span}, unlike the {len(main.columns)} questions on {main.scale}"
                )
    return blocks, rejected


def _cores(columns: Sequence[SurveyColumn]) -> dict[str, dict[float, int]]:
    """The answers of every column without those that seem to be none."""
    cores = {c.name: _trimmed(c) for c in columns}
    high = [core for core in cores.values() if core and max(core) > 7]
    zeros = [core for core in high if 0.0 in core]
    if 3 * len(zeros) < len(high):  # a stray 0 here and there on a scale from 1 to 10
        for core in zeros:
            if core[0.0] <= RARE * sum(core.values()):
                del core[0.0]
    return cores


_RATING = re.compile(
    r"satisf|recommend|overall|likel|\brat(e|ing)|\bnps\b|agree|quality|importan|trust|loyal|score$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"how many|number of|\bcount\b|\bno\. of|visits?\b|times\b|years?\b|months?\b|hours?\b|days?\b|"
    r"children|household|reports\b|minutes|\bage\b|\bbirth|employees|tenure|experience",
    re.IGNORECASE,
)


def _sounds_like_a_rating(column: SurveyColumn) -> bool:
    said = f"{column.name} {column.text}"
    return bool(_RATING.search(said)) and not _COUNT.search(said)


def sounds_like_a_count(column: SurveyColumn) -> bool:
    """Whether name or question ask how many, how long or how old."""
    return bool(_COUNT.search(f"{column.name} {column.text}".replace("_", " ")))


def _trimmed(column: SurveyColumn) -> dict[float, int]:
    """The answers without typing errors and without codes that seem to mean "no answer"."""
    whole = {v: n for v, n in column.numbers.items() if v == int(v)}
    near = {v: n for v, n in whole.items() if -LARGEST_CODE / 2 <= v <= LARGEST_CODE}
    symmetric = min(near, default=0) < 0 and -min(near) == max(near) and len(near) > 2
    core = {v: n for v, n in near.items() if v >= 0 or symmetric}
    total = sum(core.values())
    for high in (10.0, 9.0, 8.0, 7.0, 6.0):
        rest = [v for v in core if v < high]
        if high not in core or len(rest) < 2:
            continue
        gap = high - max(rest) > 1 and total >= FEW and max(rest) <= high - 2
        just = max(rest) in (5.0, 7.0) and max(rest) == high - 1
        rare = total >= FEW and core[high] <= RARE * total
        if (gap and high in (8.0, 9.0)) or (just and rare):
            del core[high]
    positive = [v for v in core if v > 0]
    from_one = positive and min(positive) == 1 and max(positive) in (3, 4, 5, 7)
    if 0.0 in core and from_one and total >= FEW and core[0.0] <= RARE * total:
        del core[0.0]
    return core


def likely_numbers(column: SurveyColumn) -> bool:
    """Whether a column of bare numbers may be answers on a scale."""
    core = _trimmed(column)
    outside = sum(n for v, n in column.numbers.items() if v not in core)
    if not core or len(core) > MOST_POINTS or outside > 0.25 * column.n:
        return False
    typing = [v for v in column.numbers if v not in core and v not in FAR]
    return len(typing) <= max(2, len(core)) and len(column.words) <= 2


def _widest_shared(
    waiting: Mapping[str, tuple[SurveyColumn, dict[float, int]]],
) -> tuple[Scale, list[str]]:
    """The widest scale that two columns or more bear out, with all columns that fit it."""
    spans = {name: standard(core) for name, (_, core) in waiting.items()}
    for scale in sorted(set(spans.values()), key=lambda s: (-s.high, s.low)):
        bearing = [
            name
            for name, span in spans.items()
            if span.low == scale.low and scale.high - 1 <= max(waiting[name][1]) <= scale.high
        ]
        members = [
            name
            for name, (column, core) in waiting.items()
            if _joins(column, core, scale, bearing, waiting)
        ]
        if len(bearing) >= 2 and (len(bearing) >= FEWEST_ALIKE or 3 * len(bearing) >= len(members)):
            return scale, members
    for scale in sorted(set(spans.values()), key=lambda s: s.high):  # nothing is shared
        members = [
            name
            for name, (column, core) in waiting.items()
            if _joins(column, core, scale, [n for n in spans if spans[n] == scale], waiting)
        ]
        if members:
            return scale, members
    name = next(iter(waiting))
    return spans[name], [name]


def _joins(
    column: SurveyColumn,
    core: Mapping[float, int],
    scale: Scale,
    bearing: Sequence[str],
    waiting: Mapping[str, tuple[SurveyColumn, dict[float, int]]],
) -> bool:
    """Whether a column may be answers on the scale of others.

    It uses no other point, and is not so sure to leave out the points beyond its own that the
    others use.
    """
    if not core or not scale.low <= min(core) or not max(core) <= scale.high:
        return False
    n = sum(core.values())
    others = [waiting[name][1] for name in bearing if waiting[name][1] is not core]
    pooled = sum(sum(other.values()) for other in others)
    if not pooled:
        return True
    highest = max(core)
    above = sum(k for other in others for v, k in other.items() if v > highest) / pooled
    zero = sum(other.get(0.0, 0) for other in others) / pooled
    counts = sounds_like_a_count(column) and len(column.name.split()) <= SHORT_NAME
    doubt = DOUBTFUL if counts else UNLIKELY  # a name decides where the values hardly do
    ends = core[highest] >= EDGE * n or highest <= scale.midpoint or counts
    stops = n >= FEW and ends and (1 - above) ** n < doubt
    stops &= scale.high - highest > 1 or len(core) <= 2  # a group of two
    starts = scale.low == 0 and 0.0 not in core and (1 - zero) ** n < doubt
    return not stops and not starts


def _numbered(columns: Sequence[SurveyColumn], scale: Scale) -> Block:
    checks: list[str] = []
    missing: dict[str, dict[str, str]] = {}
    cores = {c.name: _trimmed(c) for c in columns}
    beyond = Counter(v for c in columns for v in c.numbers if v not in cores[c.name])
    for column in columns:
        guess, said = outside(column, span(scale), scale)
        missing |= {column.name: guess} if guess else {}
        checks += said
    # what a few of the columns left out as rare is a point where the scale has it anyhow
    highest = max((max(core) for core in cores.values() if core), default=scale.high)
    names = [c.name for c in columns]
    if highest < scale.high:
        checks.append(
            f"nobody answered {scale.high:g} in {', '.join(names[:5])}; "
            f"the scale is taken as {scale}"
        )
    if scale.low == 0 and not any(map(_sounds_like_a_rating, columns)) and not beyond:
        checks.append(
            f"{listed(names)}: bare numbers from 0; taken as answers on {scale}, or are they "
            "counts?"
        )
    written = {w: code for c in columns for w, code in c.written.items() if code in scale.points}
    return Block(
        tuple(names),
        with_written(scale, written),
        "numbers",
        missing=missing,
        checks=tuple(checks),
    )
