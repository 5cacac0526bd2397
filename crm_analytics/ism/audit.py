"""Does a published level table follow from its SSIM?

The sets are compared with the matrix, initial or final, with or without the factor itself, that
they agree with most; then with one another; then every level with the rule that gives levels.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from crm_analytics.errors import Problem, UnusableMatrix, refuse
from crm_analytics.ism.judgements import Arrow, DirectRelations, Factor, Flags, positions
from crm_analytics.ism.levels import Levels, closure, levels
from crm_analytics.ism.square import TextLine, lines

WHERE = "The level table"
OUTPUT, INPUT, COMMON = SETS = ("output", "input", "common")
_COLUMNS = {
    "id": {"id", "no", "number", "code"},
    "factor": {"factor", "factors", "name", "variable", "element", "barrier", "enabler"},
    OUTPUT: {"output", "output set", "reachability", "reachability set", "outputs"},
    INPUT: {"input", "input set", "antecedent", "antecedent set", "inputs"},
    COMMON: {"common", "common set", "intersection", "intersection set"},
    "level": {"level"},
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
INITIAL, FINAL = "initial", "final"
Sets = Mapping[str, tuple[frozenset[int], ...]]


@dataclass(frozen=True, slots=True)
class PrintedLevels:
    """What a paper prints, in the order of the factors.

    sets: the output, input and common set of each factor, as positions, by `SETS`.
    level: 1 is the top.
    """

    factors: tuple[Factor, ...]
    sets: Mapping[str, tuple[frozenset[int], ...]]
    level: tuple[int, ...]


def read_levels(text: str, factors: Sequence[Factor]) -> PrintedLevels:
    """The printed table of these factors; raises UnusableMatrix with everything that is wrong.

    Sets are ids with spaces, commas or semicolons between; levels are numbers, Roman ones too.
    """
    found = lines(text, WHERE)
    columns = _columns(found)
    refuse(UnusableMatrix, _missing_columns(columns))
    rows, known = found[1:], {factor.id.casefold(): i for i, factor in enumerate(factors)}
    known = {factor.name.casefold(): i for i, factor in enumerate(factors)} | known
    refuse(UnusableMatrix, [*_rows(rows, columns, factors, known), *_cells(rows, columns, known)])
    own = {_place(line, columns, known): line for line in rows}
    ordered = [own[i] for i in range(len(factors))]
    return PrintedLevels(
        tuple(factors),
        {
            kind: tuple(
                frozenset(known[name] for name in _names(line, columns[kind])) for line in ordered
            )
            for kind in SETS
        },
        tuple(_level(_cell(line, columns["level"])) or 0 for line in ordered),
    )


def _columns(found: Sequence[TextLine]) -> dict[str, int]:
    header = [re.sub(r"[\s_]+", " ", cell.casefold()) for cell in (found[0].cells if found else ())]
    return {
        key: place
        for key, names in _COLUMNS.items()
        for place, n in enumerate(header)
        if n in names
    }


def _missing_columns(columns: Mapping[str, int]) -> Iterator[Problem]:
    if not {"id", "factor"} & set(columns):
        yield Problem(WHERE, "has no column 'id' or 'factor'.", "Add one of them.")
    for key in (*SETS, "level"):
        if key not in columns:
            name = key if key == "level" else f"{key}_set"
            yield Problem(WHERE, f"has no column '{name}'.", "Add it, or name it so.")


def _rows(
    rows: Sequence[TextLine],
    columns: Mapping[str, int],
    factors: Sequence[Factor],
    known: Mapping[str, int],
) -> Iterator[Problem]:
    places = [_place(line, columns, known) for line in rows]
    for line, place in zip(rows, places, strict=True):
        if place is None:
            name = " ".join(_cell(line, columns[key]) for key in ("id", "factor") if key in columns)
            what = f"is about '{name.strip()}', which is no factor of the SSIM."
            yield Problem(f"Row {line.number}", what, "Name it as the SSIM does.")
    for i, factor in enumerate(factors):
        if places.count(i) != 1:
            what = f"has {places.count(i) or 'no'} row{'s' if places.count(i) else ''}."
            yield Problem(f"Factor '{factor}'", what, "Give it one row.")


def _cells(
    rows: Sequence[TextLine], columns: Mapping[str, int], known: Mapping[str, int]
) -> Iterator[Problem]:
    for line in rows:
        for kind in SETS:
            for name in _names(line, columns[kind]):
                if name not in known:
                    what = f"holds '{name}', which is no factor of the SSIM."
                    yield Problem(_where(line, f"{kind}_set"), what, "Write ids of factors.")
        if not _level(level := _cell(line, columns["level"])):
            what = f"holds '{level}'." if level else "is empty."
            yield Problem(_where(line, "level"), what, "Write a whole number, 1 for the top.")


def _where(line: TextLine, column: str) -> str:
    return f"Row {line.number}, column {column}"


def _place(line: TextLine, columns: Mapping[str, int], known: Mapping[str, int]) -> int | None:
    cells = (_cell(line, columns[key]).casefold() for key in ("id", "factor") if key in columns)
    return next((known[cell] for cell in cells if cell in known), None)


def _names(line: TextLine, column: int) -> list[str]:
    return [name.casefold() for name in re.split(r"[\s,;{}()]+", _cell(line, column)) if name]


def _cell(line: TextLine, column: int) -> str:
    return line.cells[column] if column < len(line.cells) else ""


def _level(cell: str) -> int | None:
    """The number of a level, 'IV' and 'Level 4' included; None for anything else."""
    text = cell.casefold().removeprefix("level").strip()
    if text.isascii() and text.isdigit():
        return int(text) or None
    if text and set(text) <= set(_ROMAN):
        ones = [_ROMAN[one] for one in text]
        pairs = zip(ones, [*ones[1:], 0], strict=True)
        return sum(-one if one < after else one for one, after in pairs)
    return None


@dataclass(frozen=True, slots=True)
class WrongSet:
    """A printed set that is not the matrix's: kind is one of `SETS`."""

    factor: int
    kind: str
    printed: tuple[int, ...]
    follows: tuple[int, ...]

    @property
    def extra(self) -> tuple[int, ...]:
        """What should not be in it."""
        return tuple(sorted({*self.printed} - {*self.follows}))

    @property
    def missing(self) -> tuple[int, ...]:
        """What should be in it."""
        return tuple(sorted({*self.follows} - {*self.printed}))


@dataclass(frozen=True, slots=True)
class WrongLevel:
    """A printed level that the rule does not give.

    beyond: what the factor still leads to, among those that remain, without being led to by it; a
    factor is at the top when there is nothing. Empty when it was at the top earlier, at `earlier`.
    """

    factor: int
    printed: int
    beyond: tuple[int, ...]
    earlier: int


@dataclass(frozen=True, eq=False, slots=True)
class Audit:
    """What follows and what does not.

    matrix: the matrix whose sets are printed, `INITIAL` or `FINAL`. own: whether they hold the
    factor itself. sets: those that are not right.
    one_sided: arrows in one set and not in its counterpart, with the kind of the set that has it:
    the output set of its tail or the input set of its head. common: common sets that are not what
    the two printed sets beside them have in common. levels: levels that the rule does not give on
    that matrix. follows: shape (n,), the levels of the closure.
    """

    matrix: str
    own: bool
    sets: tuple[WrongSet, ...]
    one_sided: tuple[tuple[Arrow, str], ...]
    common: tuple[WrongSet, ...]
    levels: tuple[WrongLevel, ...]
    follows: Levels


def audit(relations: DirectRelations, printed: PrintedLevels) -> Audit:
    """Compare a printed table with the relations it says it is made from."""
    final = closure(relations.leads)
    choices = {INITIAL: relations.initial, FINAL: final}
    matrix, own = _nearest(choices, printed)
    wrong = tuple(_wrong_sets(_sets(choices[matrix], own), printed.sets))
    return Audit(
        matrix,
        own,
        wrong,
        tuple(_one_sided(printed.sets)),
        tuple(_wrong_common(printed.sets)),
        tuple(_wrong_levels(choices[matrix], printed.level)),
        levels(final),
    )


def _nearest(choices: Mapping[str, Flags], printed: PrintedLevels) -> tuple[str, bool]:
    """Which matrix was printed, and whether a factor is in its own sets."""

    def agreeing(choice: tuple[str, bool]) -> int:
        sets = _sets(choices[choice[0]], choice[1])
        return -sum(1 for _ in _wrong_sets(sets, printed.sets))

    return max(product(choices, (False, True)), key=agreeing)


def _sets(reach: Flags, own: bool) -> Sets:
    itself = np.eye(len(reach), dtype=bool)
    reach = reach | itself if own else reach & ~itself
    each = {OUTPUT: reach, INPUT: reach.T, COMMON: reach & reach.T}
    return {kind: tuple(frozenset(positions(row)) for row in m) for kind, m in each.items()}


def _wrong_sets(follows: Sets, printed: Sets) -> Iterator[WrongSet]:
    for kind in SETS:
        for i, (own, right) in enumerate(zip(printed[kind], follows[kind], strict=True)):
            if own != right:
                yield WrongSet(i, kind, tuple(sorted(own)), tuple(sorted(right)))


def _one_sided(printed: Sets) -> Iterator[tuple[Arrow, str]]:
    """J stands in the output set of i just when i stands in the input set of j."""
    n = len(printed[OUTPUT])
    for i, j in product(range(n), repeat=2):
        ahead, back = j in printed[OUTPUT][i], i in printed[INPUT][j]
        if ahead != back:
            yield (i, j), OUTPUT if ahead else INPUT


def _wrong_common(printed: Sets) -> Iterator[WrongSet]:
    rows = zip(*(printed[kind] for kind in SETS), strict=True)
    for i, (output, input, common) in enumerate(rows):
        if common != output & input:
            both = tuple(sorted(output & input))
            yield WrongSet(i, COMMON, tuple(sorted(common)), both)


def _wrong_levels(reach: Flags, printed: Sequence[int]) -> Iterator[WrongLevel]:
    """Level by level as printed: who was not at the top of what remained, and who already was."""
    level = np.array(printed)
    blocking = reach & ~reach.T
    first = {i: stage for stage, i in _tops(blocking, level)}
    for stage in np.unique(level):
        remaining = level >= stage
        for i in positions(level == stage):
            beyond = positions(blocking[i] & remaining)
            earlier = first.get(i, int(stage))
            if beyond or earlier < stage:
                yield WrongLevel(i, int(stage), beyond, earlier if not beyond else 0)


def _tops(blocking: Flags, level: Levels) -> Iterator[tuple[int, int]]:
    """Every stage at which a factor is at the top of what remains, the earliest last."""
    for stage in np.unique(level)[::-1]:
        remaining = level >= stage
        top = remaining & ~(blocking & remaining).any(axis=1)
        yield from ((int(stage), i) for i in positions(top))
