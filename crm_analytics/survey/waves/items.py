"""Which questions came, went, or were renamed, reworded or moved?"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import AskedWave, Dimension, Instrument, Item
from crm_analytics.survey.scale import Scale
from crm_analytics.survey.suggesting.blocks import text_of
from crm_analytics.survey.waves.change import Change, Choice, Finding, Question
from crm_analytics.survey.waves.matching import Match
from crm_analytics.survey.waves.wording import plain

_NUMBER = re.compile(r"\d+$")


def item_findings(study: Instrument, found: Sequence[Match], now: SurveyFile) -> Iterator[Finding]:
    """What became of every column that the questionnaire needs."""
    kinds = _kinds(study)
    answered = {match.column for match in found}
    for column in study.columns:
        if column not in answered:
            weight = "stop" if column == study.weight else "check"
            yield Change(f"{kinds[column]} dropped", column, column, "", weight)  # type: ignore[arg-type]
    if not any(kinds[column] == "item" for column in answered):
        yield Change("no item found", now.name, "", "", "stop")
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
        yield Change(f"{kind} renamed", match.column, match.column, match.source, weight)  # type: ignore[arg-type]
    if match.text and match.now and plain(match.text) != plain(match.now):
        like = f"{match.now} ({100 * match.likeness:.0f} % alike)"
        weight = "stop" if match.doubtful else "check"
        yield Change(f"{kind} reworded", match.column, match.text, like, weight)  # type: ignore[arg-type]
    if match.doubtful:
        yield _same(match)


def _same(match: Match) -> Question:
    """A match below the bar is never taken silently."""
    mapped = {} if match.source == match.column else {match.column: match.source}
    then, now = match.text or match.column, match.now or match.source
    why = f"Column '{match.source}' ('{now}') may ask '{match.column}' ('{then}')."
    if not match.text or not match.now:
        why = f"Column '{match.source}' may be '{match.column}'."
    return Question(
        f"same:{match.column}",
        match.column,
        why,
        (
            Choice("same", "It is the same question", AskedWave("", columns=mapped)),
            Choice("other", "It is another question", AskedWave("", left_out=(match.column,))),
        ),
        (match.column,),
    )


def _moved(study: Instrument, found: Sequence[Match], now: SurveyFile) -> Iterator[Change]:
    """Items that stand elsewhere among the items of both waves; insertions move nobody."""
    items = {item.column for item in study.items}
    place = {column: number for number, column in enumerate(now.columns)}
    then = [m for m in found if m.column in items]
    order = [place[match.source] for match in then]
    stayed = set(_rising(order))
    rank = {value: number for number, value in enumerate(sorted(order), start=1)}
    for number, (match, value) in enumerate(zip(then, order, strict=True), start=1):
        if value not in stayed:
            yield Change("item moved", match.column, f"{number}.", f"{rank[value]}.", "note")


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


def _unweighted(weight: str, now: SurveyFile) -> Question:
    return Question(
        f"weight:{weight}",
        weight,
        f"{now.name} has no case weights, the study is weighted by '{weight}'.",
        (Choice("leave", "Count everyone of this wave once", AskedWave("", left_out=(weight,))),),
        (weight,),
    )


def new_items(
    study: Instrument, scales: Sequence[tuple[str, Scale]], now: SurveyFile
) -> Iterator[Finding]:
    """Columns that look like items and that no question of the study reads."""
    for column, scale in scales:
        text = text_of(now, column)
        yield Change("item added", column, "", text or str(scale), "check")
        item = Item(column, text)
        fitting = [
            Choice(
                f"add:{d.name}", f"Add it to {d.name} for this and later waves", adds=(d.name, item)
            )
            for d in sorted(study.dimensions, key=lambda d: not _one_series(column, d))
            if d.scale.low <= scale.low and scale.high <= d.scale.high
        ]
        leave = Choice("leave", "Leave it out of the study")
        why = f"Column '{column}' looks like a question on a scale; the study has no such question."
        yield Question(f"new:{column}", column, why, (leave, *fitting), (column,), stops=False)


def _one_series(column: str, dimension: Dimension) -> bool:
    """Whether its items are called like the column but for the number."""
    return any(_NUMBER.sub("", own) == _NUMBER.sub("", column) for own in dimension.columns)
