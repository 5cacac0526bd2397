"""Which columns share one set of answers, and which scale is it?

A scale is what several columns have in common: their labelled codes, their words, or the span of
their numbers. What disagrees with its neighbours is no part of their scale and never stretches it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm_analytics.survey import labels
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.mistakes import LONGEST
from crm_analytics.survey.suggesting.columns import FAR, LARGEST_CODE, MOST_POINTS, Column

STANDARD = ((1, 5), (1, 7), (1, 4), (1, 6), (1, 3), (0, 10), (1, 10), (0, 4), (0, 5), (0, 6))
FEWEST_ALIKE = 3  # columns with the same unknown words, to take them for a scale
RARE = 0.05  # share of answers just outside a scale that may be codes for no answer
DOUBTFUL = 0.2  # the same, of a column whose name asks how many
SHORT_NAME = 3  # words; a longer name is a question
FEW = 20  # answers below which a share says nothing
EDGE = 0.1  # share at its highest point of a column whose scale ends there
UNLIKELY = 1e-3  # so improbable is it that nobody of a column used points its neighbours use


@dataclass(frozen=True, slots=True)
class Block:
    """Columns with one set of answers, in file order.

    known: where the scale comes from: "labels", "words", "numbers", or "order" where the words are
        known but not which is higher.
    family: agreement, frequency … where the words say it.
    turned: columns labelled the other way round than the others.
    missing: column → code or word as written → why it is no answer, as far as this is a guess.
    checks: what a person must look at.
    """

    columns: tuple[str, ...]
    scale: Scale
    known: str
    family: str = ""
    turned: frozenset[str] = frozenset()
    missing: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    checks: tuple[str, ...] = ()


def listed(names: Collection[str], most: int = 30) -> str:
    """The first few names, and how many more."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(list(names)[:most])}{more}"


def place(column: str, value: float | str) -> str:
    """A mark for the row in which an answer stands first, to be looked up by the proposal."""
    written = value if isinstance(value, str) else f"{value:g}"
    return f"\x1f{column}\x1f{written}\x1f"  # no name of a column holds this sign


# ---------------------------------------------------------------------------------------- labels


def labelled_blocks(columns: Sequence[Column]) -> tuple[list[Block], list[Column]]:
    """Blocks of columns whose codes have labels; and columns whose labels make no scale."""
    found: dict[object, list[tuple[Column, dict[float, float], Scale]]] = {}
    rest: list[Column] = []
    shared = Counter(_words_of(column) for column in columns)
    for column in columns:
        read = _read_labels(column, shared[_words_of(column)])
        if read is None:
            rest.append(column)
            continue
        points, scale = read
        key = (scale.low, scale.high, tuple(map(labels.normal, scale.labels)))
        found.setdefault(key, []).append((column, points, scale))
    return [block for group in found.values() for block in _of_labels(group)], rest


def _words_of(column: Column) -> tuple[str, ...]:
    return tuple(labels.normal(label) for _, label in sorted(column.labels.items()))


def _read_labels(column: Column, shared: int) -> tuple[dict[float, float], Scale] | None:
    """Code → point, and the scale that the labels of a column make; None where they make none."""
    given = dict(sorted(column.labels.items()))
    codes = list(given)
    if len(codes) < 2 or codes[-1] - codes[0] > LONGEST:
        return None
    answered = sum(n for code, n in column.numbers.items() if code in given)
    inside = sum(n for code, n in column.numbers.items() if codes[0] <= code <= codes[-1])
    if column.numbers and inside < 0.5 * sum(column.numbers.values()):
        return None
    between = sum(n for v, n in column.numbers.items() if v not in given and v == int(v))
    between -= sum(n for v, n in column.numbers.items() if not codes[0] <= v <= codes[-1])
    partly = between > RARE * inside  # points without a label are in use
    found = labels.recognise(given.values()) or labels.nearly(list(given.values()))
    if (
        found
        and found.points
        and not (partly and not _in_place(given, found))
        and len(set(found.points.values())) == len(given)
    ):
        return _by_words(given, found)
    whole = all(code == int(code) for code in codes)
    poles = (labels.pole(given[codes[0]]), labels.pole(given[codes[-1]]))
    gaps = whole and codes[-1] - codes[0] >= len(codes) + 1
    if len(codes) == 2 and not (gaps and (answered < inside or poles in ((-1, 1), (1, -1)))):
        return None  # yes and no, or two codes of which nothing lies between
    if not gaps and len(codes) > 2 and shared < FEWEST_ALIKE and not any(poles):
        return None  # words that name every code, are no known scale and serve hardly another
    if not whole or (codes[-1] - codes[0] > LARGEST_CODE and len(codes) > MOST_POINTS):
        return None
    return _in_order_of_codes(given, poles[0] > 0 > poles[1] or poles == (1, -1))


def _in_place(given: Mapping[float, str], found: labels.Recognised) -> bool:
    """Whether labelled codes are the points that their words say."""
    return bool(found.points) and all(found.points[w] == code for code, w in given.items())  # type: ignore[index]


def _by_words(
    given: Mapping[float, str], found: labels.Recognised
) -> tuple[dict[float, float], Scale]:
    """The points that the words say.

    Codes that already are these points keep the whole set; else the labelled codes are the points,
    in the order of the words.
    """
    assert found.points is not None  # `recognise` gives them
    if _in_place(given, found):
        return {code: code for code in given}, found.scale
    codes, size = sorted(given), len(given)
    low = codes[0] if codes[0] in (0, 1) and codes[-1] - codes[0] == size - 1 else 1.0
    in_order = sorted(given, key=lambda code: found.points[given[code]])  # type: ignore[index]
    points = {code: low + place for place, code in enumerate(in_order)}
    return points, Scale(low, low + size - 1, tuple(given[code] for code in in_order))


def _in_order_of_codes(
    given: Mapping[float, str], downwards: bool
) -> tuple[dict[float, float], Scale]:
    codes = list(given)
    low, high = codes[0], codes[-1]
    even = high - low < len(codes) + LARGEST_CODE and high <= LARGEST_CODE and low in (0, 1)
    if (not even and len(codes) == high - low + 1) or low < 0:
        even = True  # 11 to 15, or -2 to 2
    if not even:  # 1, 2, 4, 7, 9: the labels in their order are the points
        points = {code: float(place) for place, code in enumerate(codes, start=1)}
        scale = Scale(1, len(codes), tuple(given.values()))
        return points, scale
    if len(given) == 2 or not all(float(c) in given for c in range(int(low), int(high) + 1)):
        middle = [given.get(float(c), f"{c:g}") for c in range(int(low), int(high) + 1)]
        names = (given[low], given[high]) if len(given) == 2 else tuple(middle)
    else:
        names = tuple(given.values())
    shift = 1 - low if low > 1 else 0
    points = {float(c): float(c + shift) for c in range(int(low), int(high) + 1)}
    scale = Scale(low + shift, high + shift, names)
    if downwards:
        points = {code: scale.low + scale.high - point for code, point in points.items()}
        scale = replace(scale, labels=tuple(reversed(names)))
    return points, scale


def _of_labels(
    group: Sequence[tuple[Column, dict[float, float], Scale]],
) -> Iterator[Block]:
    """Columns of one labelled scale; those that run the other way than most are turned."""
    ways = Counter(tuple(sorted(points.items())) for _, points, _ in group)
    usual, _ = ways.most_common(1)[0]
    scale = group[0][2]
    opposite = tuple(sorted((c, scale.low + scale.high - p) for c, p in usual))
    if opposite in ways and ways[opposite] == ways[usual]:  # as many run up as down
        usual, opposite = max(usual, opposite), min(usual, opposite)
        usual, opposite = (usual, opposite) if _upwards(usual) else (opposite, usual)
    together = [c for c, points, _ in group if tuple(sorted(points.items())) in (usual, opposite)]
    turned = frozenset(
        c.name for c, points, _ in group if tuple(sorted(points.items())) == opposite != usual
    )
    yield _labelled(together, dict(usual), scale, turned)
    for way in ways:
        if way not in (usual, opposite):
            yield _labelled(
                [c for c, points, _ in group if tuple(sorted(points.items())) == way],
                dict(way),
                scale,
                frozenset(),
            )


def _upwards(way: Sequence[tuple[float, float]]) -> bool:
    return way[0][1] < way[-1][1]


def _labelled(
    columns: Sequence[Column], points: dict[float, float], scale: Scale, turned: frozenset[str]
) -> Block:
    checks: list[str] = []
    names = [c.name for c in columns]
    same = all(code == point for code, point in points.items())
    reverse = all(scale.low + scale.high - p == c for c, p in points.items())
    if not same:
        scale = replace(scale, codes=tuple((f"{c:g}", p) for c, p in sorted(points.items())))
        said = ", ".join(f"{c:g} = {scale.word(p) or f'{p:g}'}" for c, p in sorted(points.items()))
        if reverse:
            checks.append(
                f"{listed(names)}: the labels run from high to low ({said}), so the codes are "
                f"turned: {scale.high:g} is {scale.word(scale.high)}"
            )
        else:
            checks.append(
                f"{listed(names)}: the codes are not in the order of their labels ({said}); they "
                "are read as the words say"
            )
    if turned:
        checks.append(
            f"{listed(sorted(turned))}: labelled the other way round than the other questions of "
            "the same scale; turned"
        )
    missing: dict[str, dict[str, str]] = {}
    for column in columns:
        known = points if scale.codes else dict.fromkeys(_span(scale))
        guess, said_too = _outside(column, known, scale)
        checks += said_too
        if guess:
            missing[column.name] = guess
    written = {
        w: p
        for c in columns
        for w, code in c.written.items()
        if (p := points.get(code)) is not None
    }
    found = labels.recognise(scale.labels) if scale.labels else None
    return Block(
        tuple(names),
        _with_written(scale, written),
        "labels",
        found.family if found else "",
        turned,
        missing,
        tuple(checks),
    )


def _span(scale: Scale) -> list[float]:
    return [float(point) for point in scale.points]


def _with_written(scale: Scale, written: Mapping[str, float]) -> Scale:
    """The scale that also knows the words of the file that carry a code."""
    known = labels.codes(scale)
    more = tuple((w, p) for w, p in written.items() if known.get(labels.normal(w)) != p)
    if more and not any(labels.number(code) is not None for code, _ in scale.codes):
        return replace(scale, codes=(*scale.codes, *more))
    return replace(scale, codes=(*scale.codes, *more)) if more else scale


def _outside(
    column: Column, known: Collection[float], scale: Scale
) -> tuple[dict[str, str], list[str]]:
    """Answers of a column that are no point of its scale: taken as no answer, and asked about."""
    guess: dict[str, str] = {}
    checks: list[str] = []
    for value, n in sorted(column.numbers.items()):
        if value not in known:
            guess[f"{value:g}"] = "missing" if value in FAR else "not on the scale"
            how = "1 answer" if n == 1 else f"{n:,} answers"
            if value in FAR:
                checks.append(f"{value:g} in {column.name} is taken as no answer")
            else:
                checks.append(
                    f"{value:g} in {column.name} ({how}, {place(column.name, value)}) is not "
                    f"on the scale {scale}; it is taken as no answer until you say what it means"
                )
    for word, n in column.words.items():
        guess[word] = "not on the scale"
        how = "1 answer" if n == 1 else f"{n:,} answers"
        checks.append(
            f"“{word}” in {column.name} ({how}, {place(column.name, word)}) is no point of its "
            "scale; it is taken as no answer until you say what it means"
        )
    return guess, checks


# --------------------------------------------------------------------------------------- numbers


def number_blocks(
    columns: Sequence[Column], known: Sequence[Block] = ()
) -> tuple[list[Block], dict[str, str]]:
    """Blocks of columns of bare numbers; and columns that disagree with all, with the reason.

    known: blocks that were found before.
    """
    cores = _cores(columns)
    waiting = {c.name: (c, cores[c.name]) for c in columns}
    blocks: list[Block] = []
    lone: list[tuple[Scale, list[Column]]] = []
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


def _cores(columns: Sequence[Column]) -> dict[str, dict[float, int]]:
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


def _sounds_like_a_rating(column: Column) -> bool:
    said = f"{column.name} {column.text}"
    return bool(_RATING.search(said)) and not _COUNT.search(said)


def sounds_like_a_count(column: Column) -> bool:
    """Whether name or question ask how many, how long or how old."""
    return bool(_COUNT.search(f"{column.name} {column.text}".replace("_", " ")))


def _trimmed(column: Column) -> dict[float, int]:
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


def likely_numbers(column: Column) -> bool:
    """Whether a column of bare numbers may be answers on a scale."""
    core = _trimmed(column)
    outside = sum(n for v, n in column.numbers.items() if v not in core)
    if not core or len(core) > MOST_POINTS or outside > 0.25 * column.n:
        return False
    typing = [v for v in column.numbers if v not in core and v not in FAR]
    return len(typing) <= max(2, len(core)) and len(column.words) <= 2


def _widest_shared(
    waiting: Mapping[str, tuple[Column, dict[float, int]]],
) -> tuple[Scale, list[str]]:
    """The widest scale that two columns or more bear out, with all columns that fit it."""
    spans = {name: _standard(core) for name, (_, core) in waiting.items()}
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
    column: Column,
    core: Mapping[float, int],
    scale: Scale,
    bearing: Sequence[str],
    waiting: Mapping[str, tuple[Column, dict[float, int]]],
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


def _standard(core: Mapping[float, int]) -> Scale:
    """The smallest usual scale that holds the answers."""
    low, high = min(core), max(core)
    if low < 0:
        return Scale(low, high)
    usual_low = 0 if low < 1 else 1
    if usual_low == 1 and high in (4, 5):
        return Scale(1, 5)  # a four that nobody exceeds is likelier an unused five
    fitting = [Scale(a, b) for a, b in STANDARD if a == usual_low and b >= high]
    return min(fitting, key=lambda scale: scale.high, default=Scale(low, high))


def _numbered(columns: Sequence[Column], scale: Scale) -> Block:
    checks: list[str] = []
    missing: dict[str, dict[str, str]] = {}
    cores = {c.name: _trimmed(c) for c in columns}
    beyond = Counter(v for c in columns for v in c.numbers if v not in cores[c.name])
    for column in columns:
        guess, said = _outside(column, _span(scale), scale)
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
        _with_written(scale, written),
        "numbers",
        missing=missing,
        checks=tuple(checks),
    )


# ----------------------------------------------------------------------------------------- words


def ends_blocks(columns: Sequence[Column]) -> tuple[list[Block], list[Column]]:
    """Blocks of columns of numbers of which only the two ends are written in words."""
    worded = [c for c in columns if c.words and c.numbers and len(c.words) <= 2]
    taken: dict[tuple[str, ...], list[Column]] = {}
    for column in worded:
        poles = {labels.pole(word) for word in column.words}
        if 0 not in poles and max(column.numbers) <= LARGEST_CODE and column.whole:
            taken.setdefault((), []).append(column)
    members = [c for group in taken.values() for c in group]
    if not members:
        return [], list(columns)
    numbers = {v for c in members for v in c.numbers}
    low_used = any(labels.pole(w) < 0 for c in members for w in c.words)
    low = min(numbers) - 1 if low_used and min(numbers) <= 2 else min(1.0, min(numbers))
    high = max(numbers) + 1 if any(labels.pole(w) > 0 for c in members for w in c.words) else 0
    scale = _standard({low: 1, max(high, *numbers): 1})
    words = {labels.pole(w): w for c in members for w in c.words}
    joined = [
        c
        for c in columns
        if c in members
        or (not c.words and c.numbers and _within(c, scale) and not c.labels and len(c.numbers) > 2)
    ]
    names = (words.get(-1, f"{scale.low:g}"), words.get(1, f"{scale.high:g}"))
    own = {labels.normal(w): labels.pole(w) for c in members for w in c.words}
    more = tuple((w, scale.low if p < 0 else scale.high) for w, p in own.items())
    checks = [
        f"{listed([c.name for c in joined])}: only the ends are in words; {names[0]} is taken as "
        f"{scale.low:g} and {names[1]} as {scale.high:g}"
    ]
    scale = replace(scale, labels=names)
    known = labels.codes(scale)
    scale = replace(scale, codes=tuple((w, p) for w, p in more if known.get(w) != p))
    written = {w: code for c in joined for w, code in c.written.items()}
    block = Block(
        tuple(c.name for c in joined), _with_written(scale, written), "words", checks=tuple(checks)
    )
    return [block], [c for c in columns if c not in joined]


def _within(column: Column, scale: Scale) -> bool:
    return column.whole and scale.low <= min(column.numbers) and max(column.numbers) <= scale.high


def word_blocks(
    columns: Sequence[Column], stems: Mapping[str, str]
) -> tuple[list[Block], list[Column]]:
    """Blocks of columns that were answered in words; and columns whose words make no scale.

    stems: what the name of a column has in common with others.
    """
    blocks: list[Block] = []
    waiting = list(columns)
    for group in _known_words(waiting, stems):
        blocks.append(_worded(group))
        waiting = [c for c in waiting if c not in group]
    for group in _shared_words(waiting, stems):
        blocks.append(_in_unknown_order(group))
        waiting = [c for c in waiting if c not in group]
    return blocks, waiting


def _forms(columns: Sequence[Column]) -> list[str]:
    """The labels of the words of some columns, each once, in order of appearance."""
    return list(dict.fromkeys(c.called.get(w, w) for c in columns for w in c.words))


def _known_words(columns: Sequence[Column], stems: Mapping[str, str]) -> list[list[Column]]:
    """Columns by the known set that they share: first those that use every point of it."""
    groups: list[list[Column]] = []
    loose: list[Column] = []
    for column in columns:
        if len(column.words) > MOST_POINTS + 3:
            continue
        found = _recognised([column])
        if found is None or _unused(found):
            loose.append(column)
            continue
        own = (group for group in groups if _same_set(_recognised(group), found))
        if group := next(own, None):
            group.append(column)
        else:
            groups.append([column])
    loose.sort(key=lambda c: -len(c.words))
    for column in loose:
        fitting = [g for g in groups if _fits(g, column)]
        near = [g for g in fitting if any(stems[c.name] == stems[column.name] for c in g)]
        if fitting:
            beside = near or fitting
            min(beside, key=lambda g: min(abs(c.place - column.place) for c in g)).append(column)
        elif _could_be_known(column, columns, stems):
            groups.append([column])
    return [sorted(group, key=lambda c: c.place) for group in groups if _recognised(group)]


def _same_set(one: labels.Recognised | None, other: labels.Recognised) -> bool:
    if one is None or one.family != other.family:
        return False
    if len(one.scale.labels) != len(other.scale.labels):
        return False
    known = labels.codes(one.scale)
    return all(
        known.get(labels.normal(label)) == point
        for point, label in enumerate(other.scale.labels, start=1)
    )


def _recognised(group: Sequence[Column]) -> labels.Recognised | None:
    words = _forms(group)
    return labels.recognise(words) or labels.nearly(words)


def _fits(group: Sequence[Column], column: Column) -> bool:
    """Whether a column's words belong to the set of a group, misspellings counted."""
    return _recognised([*group, column]) is not None


def _could_be_known(column: Column, columns: Sequence[Column], stems: Mapping[str, str]) -> bool:
    """One column of an incomplete set: two of its points, or one beside others of its stem."""
    words = _forms([column])
    if _recognised([column]):
        return True
    alike = [c for c in columns if stems[c.name] == stems[column.name] and c is not column]
    return len(words) == 1 and any(_fits([column], other) for other in alike)


def _worded(group: Sequence[Column]) -> Block:
    found = _recognised(group)
    assert found is not None and found.points is not None  # noqa: PT018 - see _known_words
    names = [c.name for c in group]
    checks = [
        f"“{word}” in {listed([c.name for c in group if word in _forms([c])])} is taken for "
        f"“{near}”"
        for word, near in found.spelled
    ]
    if found.others and _unused(found):
        checks.append(
            f"the answer words of {listed(names)} also fit "
            + " or ".join(_described(other) for other in _distinct(found.others)[:3])
        )
    middle = [w for w in found.points if labels.normal(w) in labels.OPINIONLESS]
    if middle:
        checks.append(f"“{middle[0]}” is taken as the middle of the scale; or is it no answer?")
    silent = {
        c.name: {w: "no opinion" for w in c.words if c.called.get(w, w) in found.silent}
        for c in group
    }
    known = labels.codes(found.scale)
    more = {
        label: float(point)
        for label, point in found.points.items()
        if known.get(labels.normal(label)) != point
    }
    scale = replace(found.scale, codes=tuple(more.items()))
    missing = {name: words for name, words in silent.items() if words}
    if missing:
        checks.append(f"“{found.silent[0]}” in {listed(list(missing))} is taken as no answer")
    return Block(tuple(names), scale, "words", found.family, missing=missing, checks=tuple(checks))


def _unused(found: labels.Recognised) -> bool:
    return bool(found.points) and len(set(found.points.values())) < len(found.scale.labels)  # type: ignore[union-attr]


def _distinct(scales: Sequence[Scale]) -> list[Scale]:
    return list({tuple(map(labels.normal, s.labels)): s for s in scales}.values())


def _described(scale: Scale) -> str:
    return f"a scale of {len(scale.points)} points: {' / '.join(scale.labels)}"


_LETTERED = re.compile(r"^([A-Za-z]{1,3})0*(\d{1,2})$")


def _shared_words(columns: Sequence[Column], stems: Mapping[str, str]) -> list[list[Column]]:
    """Columns that share a few unknown words: of one stem, or three anywhere."""
    groups: list[list[Column]] = []
    sized = [c for c in columns if 1 <= len(c.words) <= MOST_POINTS and not c.numbers]
    sizes = Counter(stems[c.name] for c in sized)
    for column in sorted(sized, key=lambda c: -len(c.words)):
        words = {labels.normal(w) for w in _forms([column])}
        lettered = all(_LETTERED.match(w) for w in column.words)
        if any(w.startswith("-") and w.endswith("-") for w in column.words):
            continue  # "-oth-": a choice with an answer of one's own
        for group in groups:
            shared = {labels.normal(w) for w in _forms(group)}
            same_stem = sizes[stems[column.name]] > 1 and stems[group[0].name] == stems[column.name]
            alike = len(words & shared) >= max(2, 0.5 * len(words | shared)) or (
                words <= shared and len(words) > 1
            )
            if (same_stem and (alike or lettered)) or (alike and not lettered):
                group.append(column)
                break
        else:
            groups.append([column])
    return [
        sorted(group, key=lambda c: c.place) for group in groups if _is_shared(group, sizes, stems)
    ]


def _is_shared(group: Sequence[Column], sizes: Mapping[str, int], stems: Mapping[str, str]) -> bool:
    words = {labels.normal(w) for w in _forms(group)}
    one_stem = len({stems[c.name] for c in group}) == 1 and sizes[stems[group[0].name]] > 1
    lettered = all(_LETTERED.match(w) for c in group for w in c.words)
    if not len(words) <= MOST_POINTS:
        return False
    if lettered and one_stem and len(group) > 1:
        return True
    enough = len(group) >= FEWEST_ALIKE or (len(group) == 2 and one_stem)
    return enough and len(words) > 2


def _in_unknown_order(group: Sequence[Column]) -> Block:
    """A scale whose words are not known: in a provisional order, to be put right by a person."""
    words = _forms(group)
    names = [c.name for c in group]
    guess = _partly_known(words)
    order = guess or _provisional(words)
    scale = Scale(1, len(order), tuple(order))
    if guess:
        odd = [w for w in words if labels.recognise([*words]) is None and not _in_known(w, guess)]
        what = f"“{listed(odd)}” is not known; its place among the known words is a guess"
    else:
        what = "the words are not known, so which is higher is not; the order is provisional"
    check = (
        f"{listed(names)}: {what}, from low to high: {' / '.join(order)}. "
        "Put them in order under labels of the scale"
    )
    return Block(tuple(names), scale, "order", checks=(check,))


def _in_known(word: str, _order: Sequence[str]) -> bool:
    form = labels.normal(word)
    return any(form in known.codes for known in labels.label_sets())


def _partly_known(words: Sequence[str]) -> list[str] | None:
    """The words in the order of a known set that lacks just one of them at one place."""
    forms = {labels.normal(w): w for w in words}
    for known in labels.label_sets():
        here = {known.codes[form]: w for form, w in forms.items() if form in known.codes}
        odd = [w for form, w in forms.items() if form not in known.codes]
        free = [p for p in range(1, len(known.points) + 1) if p not in here]
        if len(odd) == 1 and len(free) == 1 and len(here) >= FEWEST_ALIKE:
            here[free[0]] = odd[0]
            return [here[p] for p in sorted(here)]
    return None


def _provisional(words: Sequence[str]) -> list[str]:
    lettered = [_LETTERED.match(w) for w in words]
    if all(lettered) and len({m[1].casefold() for m in lettered if m}) == 1:
        first = next(m for m in lettered if m)
        digits = [int(m[2]) for m in lettered if m]
        width = len(words[0]) - len(first[1])
        every = (
            range(min(1, *digits), max(*digits, len(digits)) + 1)
            if max(digits) <= MOST_POINTS
            else sorted(digits)
        )
        return [f"{first[1]}{n:0{width}d}" for n in every]
    return sorted(words, key=lambda w: (labels.pole(w), 0))
