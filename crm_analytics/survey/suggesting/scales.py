"""Which columns share one set of answers, and which scale is it?

A scale is what several columns have in common: their labelled codes, their words, or the span of
their numbers. What disagrees with its neighbours is no part of their scale and never stretches it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm_analytics.survey import labels
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.mistakes import LONGEST
from crm_analytics.survey.suggesting.columns import FAR, LARGEST_CODE, MOST_POINTS, SurveyColumn

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


def labelled_blocks(columns: Sequence[SurveyColumn]) -> tuple[list[Block], list[SurveyColumn]]:
    """Blocks of columns whose codes have labels; and columns whose labels make no scale."""
    found: dict[object, list[tuple[SurveyColumn, dict[float, float], Scale]]] = {}
    rest: list[SurveyColumn] = []
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


def _words_of(column: SurveyColumn) -> tuple[str, ...]:
    return tuple(labels.normal(label) for _, label in sorted(column.labels.items()))


def _read_labels(column: SurveyColumn, shared: int) -> tuple[dict[float, float], Scale] | None:
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
    group: Sequence[tuple[SurveyColumn, dict[float, float], Scale]],
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
    columns: Sequence[SurveyColumn],
    points: dict[float, float],
    scale: Scale,
    turned: frozenset[str],
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
        known = points if scale.codes else dict.fromkeys(span(scale))
        guess, said_too = outside(column, known, scale)
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
        with_written(scale, written),
        "labels",
        found.family if found else "",
        turned,
        missing,
        tuple(checks),
    )


def span(scale: Scale) -> list[float]:
    """Every point of a scale, as the numbers of a column are."""
    return [float(point) for point in scale.points]


def with_written(scale: Scale, written: Mapping[str, float]) -> Scale:
    """The scale that also knows the words of the file that carry a code."""
    known = labels.codes(scale)
    more = tuple((w, p) for w, p in written.items() if known.get(labels.normal(w)) != p)
    if more and not any(labels.number(code) is not None for code, _ in scale.codes):
        return replace(scale, codes=(*scale.codes, *more))
    return replace(scale, codes=(*scale.codes, *more)) if more else scale


def outside(
    column: SurveyColumn, known: Collection[float], scale: Scale
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


def standard(core: Mapping[float, int]) -> Scale:
    """The smallest usual scale that holds the answers."""
    low, high = min(core), max(core)
    if low < 0:
        return Scale(low, high)
    usual_low = 0 if low < 1 else 1
    if usual_low == 1 and high in (4, 5):
        return Scale(1, 5)  # a four that nobody exceeds is likelier an unused five
    fitting = [Scale(a, b) for a, b in STANDARD if a == usual_low and b >= high]
    return min(fitting, key=lambda scale: scale.high, default=Scale(low, high))
