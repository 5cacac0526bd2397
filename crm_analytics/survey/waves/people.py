"""Are the categories of the demographics those of the study?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm_analytics.survey import labels
from crm_analytics.survey.categories import Categories
from crm_analytics.survey.instrument import AskedWave, Demographic
from crm_analytics.survey.waves.change import Change, Choice, Finding, Question, listed
from crm_analytics.survey.waves.side import Side
from crm_analytics.survey.waves.wording import likeness

MOST = 200  # categories; a column with more new ones is no demographic that one recodes by hand
ALIKE = 0.5  # likeness from which a new category may be an old one under another name

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_BELOW = re.compile(r"<|≤|under|below|less|up to|fewer", re.IGNORECASE)
_ABOVE = re.compile(r">|≥|\+|over|above|more|older|from", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Renamed:
    """A category of the new file and the one of the study that it seems to be."""

    now: str
    then: str
    sure: bool


def people_findings(before: Side, now: Side) -> Iterator[Finding]:
    """Every demographic of both waves whose categories differ."""
    both = {d.column for d in before.instrument.demographics} & set(before.file.columns)
    for demographic in now.instrument.demographics:
        if demographic.column in both and demographic.column in now.file.columns:
            yield from _of(demographic, before, now)


def spelled_anew(before: Side, now: Side) -> dict[str, dict[str, str]]:
    """Demographic → category of the new file → the same one as the study spells it.

    Only those that differ in case, marks or the words around the same numbers.
    """
    found = {}
    for demographic in now.instrument.demographics:
        if demographic.column in before.file.columns and demographic.column in now.file.columns:
            pairs = _renamed(*_apart(demographic, before, now))
            if sure := {pair.now: pair.then for pair in pairs if pair.sure}:
                found[demographic.column] = sure
    return found


def _of(demographic: Demographic, before: Side, now: Side) -> Iterator[Finding]:
    column = demographic.column
    new, gone = _apart(demographic, before, now)
    pairs = _by_code(column, before, now, new, gone) or _renamed(new, gone)
    for pair in pairs:
        weight = "note" if pair.sure else "check"
        yield Change("category renamed", column, pair.then, pair.now, weight)  # type: ignore[arg-type]
    known = {name for pair in pairs for name in (pair.now, pair.then)}
    if added := tuple(name for name in new if name not in known):
        yield Change("categories added", column, "", listed(added), "check")
    if lost := tuple(name for name in gone if name not in known):
        yield Change("categories gone", column, listed(lost), "", "check")
    if doubtful := [pair for pair in pairs if not pair.sure]:
        yield _question(column, doubtful)
    yield from _recoded(column, before, now)


def _apart(
    demographic: Demographic, before: Side, now: Side
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Categories that only the new file has, and that only the study has."""
    column, order = demographic.column, demographic.order
    then = dict.fromkeys((*order, *Categories.of(before.file, column, order).names))
    here = Categories.of(now.file, column, order).names
    return tuple(n for n in here if n not in then), tuple(n for n in then if n not in here)


def _by_code(
    column: str, before: Side, now: Side, new: Sequence[str], gone: Sequence[str]
) -> list[Renamed]:
    """Bare codes where the earlier file had labels for them; whether they mean these is asked."""
    labelled = before.file.value_labels.get(column, {})
    if now.file.value_labels.get(column):
        return []
    called = {f"{code:g}": word for code, word in labelled.items()}
    return [Renamed(n, called[n], False) for n in new if called.get(n) in gone]


def _renamed(new: Sequence[str], gone: Sequence[str]) -> list[Renamed]:
    """Pairs of one new and one lost category; the surest first, each taken once."""
    if not new or not gone or max(len(new), len(gone)) > MOST:
        return []
    alike = likeness(new, gone)
    ranked = sorted(
        ((_same(a, b), alike[i, j], -i, -j) for i, a in enumerate(new) for j, b in enumerate(gone)),
        reverse=True,
    )
    found: dict[str, Renamed] = {}
    taken: set[str] = set()
    for sure, like, i, j in ranked:
        a, b = new[-i], gone[-j]
        if (sure or (like >= ALIKE and _same_numbers(a, b))) and a not in found and b not in taken:
            found[a] = Renamed(a, b, sure)
            taken.add(b)
    return [found[name] for name in new if name in found]


def _same(a: str, b: str) -> bool:
    """The same words but for case and marks, or the same numbers with the same open end."""
    if labels.normal(a) == labels.normal(b):
        return True
    ends = [(bool(_BELOW.search(text)), bool(_ABOVE.search(text))) for text in (a, b)]
    return bool(_NUMBER.search(a)) and _same_numbers(a, b) and ends[0] == ends[1]


def _same_numbers(a: str, b: str) -> bool:
    return _NUMBER.findall(a) == _NUMBER.findall(b)


def _question(column: str, pairs: Sequence[Renamed]) -> Question:
    recode = {pair.now: pair.then for pair in pairs}
    said = tuple(f"'{pair.now}' may be '{pair.then}'" for pair in pairs)
    return Question(
        f"category:{column}",
        column,
        f"{listed(said)}.",
        (
            Choice("recode", "They are the same", AskedWave("", categories={column: recode})),
            Choice("keep", "They are other categories"),
        ),
        (column,),
        stops=False,
    )


def _recoded(column: str, before: Side, now: Side) -> Iterator[Change]:
    """Labels that stand at other codes: harmless where the labels are right."""
    then, here = (side.file.value_labels.get(column, {}) for side in (before, now))
    code = {labels.normal(word): c for c, word in then.items()}
    moved = [c for c, word in here.items() if code.get(labels.normal(word), c) != c]
    if moved:
        yield Change("category codes", column, _written(then), _written(here), "check")


def _written(given: Mapping[float, str]) -> str:
    return listed(tuple(f"{code:g} = {given[code]}" for code in sorted(given)))
