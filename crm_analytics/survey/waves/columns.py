"""Which questions and categories of people came, went, or were renamed, reworded or moved?"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import labels
from crm_analytics.survey.instrument import (
    AskedWave,
    Demographic,
    Dimension,
    Instrument,
    Item,
    Scale,
)
from crm_analytics.survey.privacy import Categories
from crm_analytics.survey.suggesting.columns import text_of
from crm_analytics.survey.waves.comparison import (
    Finding,
    Side,
    WaveChange,
    WaveChoice,
    WaveQuestion,
    labels_listed,
    listed,
)
from crm_analytics.survey.waves.matching import Match, likeness, plain

_NUMBER = re.compile(r"\d+$")


def item_findings(study: Instrument, found: Sequence[Match], now: SurveyFile) -> Iterator[Finding]:
    """What became of every column that the questionnaire needs."""
    kinds = _kinds(study)
    answered = {match.column for match in found}
    for column in study.columns:
        if column not in answered:
            weight = "stop" if column == study.weight else "check"
            yield WaveChange(f"{kinds[column]} dropped", column, column, "", weight)  # type: ignore[arg-type]
    if not any(kinds[column] == "item" for column in answered):
        yield WaveChange("no item found", now.name, "", "", "stop")
    for match in found:
        yield from _of(match, kinds[match.column])
    yield from _moved(study, found, now)
    if study.weight and study.weight not in answered:
        yield _unweighted(study.weight, now)


def _kinds(study: Instrument) -> dict[str, str]:
    kinds = {item.column: "item" for item in study.items}
    kinds |= {demographic.column: "demographic" for demographic in study.demographics}
    return kinds | {study.weight: "weight", study.id: "id"}


def _of(match: Match, kind: str) -> Iterator[Finding]:
    if match.source != match.column:
        weight = "stop" if match.doubtful else "note"
        yield WaveChange(f"{kind} renamed", match.column, match.column, match.source, weight)  # type: ignore[arg-type]
    if match.text and match.now and plain(match.text) != plain(match.now):
        like = f"{match.now} ({100 * match.likeness:.0f} % alike)"
        weight = "stop" if match.doubtful else "check"
        yield WaveChange(f"{kind} reworded", match.column, match.text, like, weight)  # type: ignore[arg-type]
    if match.doubtful:
        yield _same(match)


def _same(match: Match) -> WaveQuestion:
    """A match below the bar is never taken silently."""
    mapped = {} if match.source == match.column else {match.column: match.source}
    then, now = match.text or match.column, match.now or match.source
    why = f"Column '{match.source}' ('{now}') may ask '{match.column}' ('{then}')."
    if not match.text or not match.now:
        why = f"Column '{match.source}' may be '{match.column}'."
    return WaveQuestion(
        f"same:{match.column}",
        match.column,
        why,
        (
            WaveChoice("same", "It is the same question", AskedWave("", columns=mapped)),
            WaveChoice("other", "It is another question", AskedWave("", left_out=(match.column,))),
        ),
        (match.column,),
    )


def _moved(study: Instrument, found: Sequence[Match], now: SurveyFile) -> Iterator[WaveChange]:
    """Items that stand elsewhere among the items of both waves; insertions move nobody."""
    items = {item.column for item in study.items}
    place = {column: number for number, column in enumerate(now.columns)}
    then = [m for m in found if m.column in items]
    order = [place[match.source] for match in then]
    stayed = set(_rising(order))
    rank = {value: number for number, value in enumerate(sorted(order), start=1)}
    for number, (match, value) in enumerate(zip(then, order, strict=True), start=1):
        if value not in stayed:
            yield WaveChange("item moved", match.column, f"{number}.", f"{rank[value]}.", "note")


def _rising(order: Sequence[int]) -> list[int]:
    """The longest part of the order that still rises (Schensted 1961)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, value in enumerate(order):
        rank = bisect_left(tails, value)
        before.append(ends[rank - 1] if rank else -1)
        tails[rank : rank + 1] = [value]
        ends[rank : rank + 1] = [at]
    kept, at = [], ends[-1] if ends else -1
    while at >= 0:
        kept.append(order[at])
        at = before[at]
    return kept


def _unweighted(weight: str, now: SurveyFile) -> WaveQuestion:
    return WaveQuestion(
        f"weight:{weight}",
        weight,
        f"{now.name} has no case weights, the study is weighted by '{weight}'.",
        (
            WaveChoice(
                "leave", "Count everyone of this wave once", AskedWave("", left_out=(weight,))
            ),
        ),
        (weight,),
    )


def new_items(
    study: Instrument, scales: Sequence[tuple[str, Scale]], now: SurveyFile
) -> Iterator[Finding]:
    """Columns that look like items and that no question of the study reads."""
    for column, scale in scales:
        text = text_of(now, column)
        yield WaveChange("item added", column, "", text or str(scale), "check")
        item = Item(column, text)
        fitting = [
            WaveChoice(
                f"add:{d.name}", f"Add it to {d.name} for this and later waves", adds=(d.name, item)
            )
            for d in sorted(study.dimensions, key=lambda d: not _one_series(column, d))
            if d.scale.low <= scale.low and scale.high <= d.scale.high
        ]
        leave = WaveChoice("leave", "Leave it out of the study")
        why = f"Column '{column}' looks like a question on a scale; the study has no such question."
        yield WaveQuestion(f"new:{column}", column, why, (leave, *fitting), (column,), stops=False)


def _one_series(column: str, dimension: Dimension) -> bool:
    """Whether its items are called like the column but for the number."""
    return any(_NUMBER.sub("", own) == _NUMBER.sub("", column) for own in dimension.columns)


MOST = 200  # categories; a column with more new ones is no demographic that one recodes by hand
ALIKE = 0.5  # likeness from which a new category may be an old one under another name

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
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
            yield from _demographic_findings(demographic, before, now)


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


def _demographic_findings(demographic: Demographic, before: Side, now: Side) -> Iterator[Finding]:
    column = demographic.column
    new, gone = _apart(demographic, before, now)
    pairs = _by_code(column, before, now, new, gone) or _renamed(new, gone)
    for pair in pairs:
        weight = "note" if pair.sure else "check"
        yield WaveChange("category renamed", column, pair.then, pair.now, weight)  # type: ignore[arg-type]
    known = {name for pair in pairs for name in (pair.now, pair.then)}
    if added := tuple(name for name in new if name not in known):
        yield WaveChange("categories added", column, "", listed(added), "check")
    if lost := tuple(name for name in gone if name not in known):
        yield WaveChange("categories gone", column, listed(lost), "", "check")
    if doubtful := [pair for pair in pairs if not pair.sure]:
        yield _question(column, doubtful)
    yield from _recoded(column, before, now)


def _apart(
    demographic: Demographic, before: Side, now: Side
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Categories that only the new file has, and that only the study has."""
    column, order = demographic.column, demographic.order
    bands, none = demographic.bands, now.instrument.no_answer(column)
    then = dict.fromkeys((*order, *Categories.of(before.file, column, order, bands, none).names))
    here = Categories.of(now.file, column, order, bands, none).names
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
        (
            (_same_category(a, b), alike[i, j], -i, -j)
            for i, a in enumerate(new)
            for j, b in enumerate(gone)
        ),
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


def _same_category(a: str, b: str) -> bool:
    """The same words but for case and marks, or the same numbers with the same open end."""
    if labels.normal(a) == labels.normal(b):
        return True
    ends = [(bool(_BELOW.search(text)), bool(_ABOVE.search(text))) for text in (a, b)]
    return bool(_NUMBERS.search(a)) and _same_numbers(a, b) and ends[0] == ends[1]


def _same_numbers(a: str, b: str) -> bool:
    return _NUMBERS.findall(a) == _NUMBERS.findall(b)


def _question(column: str, pairs: Sequence[Renamed]) -> WaveQuestion:
    recode = {pair.now: pair.then for pair in pairs}
    said = tuple(f"'{pair.now}' may be '{pair.then}'" for pair in pairs)
    return WaveQuestion(
        f"category:{column}",
        column,
        f"{listed(said)}.",
        (
            WaveChoice("recode", "They are the same", AskedWave("", categories={column: recode})),
            WaveChoice("keep", "They are other categories"),
        ),
        (column,),
        stops=False,
    )


def _recoded(column: str, before: Side, now: Side) -> Iterator[WaveChange]:
    """Labels that stand at other codes: harmless where the labels are right."""
    then, here = (side.file.value_labels.get(column, {}) for side in (before, now))
    code = {labels.normal(word): c for c, word in then.items()}
    moved = [c for c, word in here.items() if code.get(labels.normal(word), c) != c]
    if moved:
        yield WaveChange(
            "category codes", column, labels_listed(then), labels_listed(here), "check"
        )
