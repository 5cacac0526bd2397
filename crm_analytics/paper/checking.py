"""Do the numbers of printed tables agree with one another?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from crm_analytics.paper.blame import Blame, blamed
from crm_analytics.paper.finding import Finding, finding
from crm_analytics.paper.interval import exactly
from crm_analytics.paper.relation import Relation
from crm_analytics.paper.rules import (
    anova,
    bounds,
    correlation,
    descriptives,
    equation,
    profile,
    ranks,
    regression,
    reliability,
    square,
)
from crm_analytics.paper.shift import shifts
from crm_analytics.paper.table import Cell, PrintedTable, Row, given, whole_number

SCALES = range(1, 101)  # the highest answers a scale may have
FEW = 3  # rows; fewer do not show that something else is meant


@dataclass(frozen=True, slots=True)
class Tested:
    """How often a rule could be tested, and how often it failed."""

    rule: str
    tested: int
    contradicted: int


@dataclass(frozen=True, slots=True)
class Check:
    """Everything that contradicts, and everything that was tested."""

    findings: tuple[Finding, ...]
    tested: tuple[Tested, ...]

    @property
    def relations(self) -> int:
        """How many relations were tested."""
        return sum(rule.tested for rule in self.tested)

    @property
    def contradicted(self) -> int:
        """How many of them failed."""
        return sum(rule.contradicted for rule in self.tested)


def findings(tables: Sequence[PrintedTable]) -> tuple[Finding, ...]:
    """The numbers that cannot be true; none for tables whose numbers agree."""
    return check(tables).findings


def check(tables: Sequence[PrintedTable]) -> Check:
    """The findings, table after table in the order of reading, and what was tested."""
    found: list[Finding] = []
    tested, failed = Counter[str](), Counter[str]()
    for number, table in enumerate(_sharing_predictors(tables), 1):
        relations, blames = _settled(table)
        tested.update(relation.rule for relation in relations)
        failed.update(relation.rule for relation in relations if _broken(relation))
        moved = shifts(table, [blame.cell for blame in blames])
        found += (
            finding(blame, number, moved.get(blame.cell, ""))
            for blame in _in_reading_order(blames, table)
        )
    rules = (Tested(rule, times, failed[rule]) for rule, times in tested.items())
    return Check(tuple(found), tuple(rules))


def _broken(relation: Relation) -> bool:
    return relation.broken({cell: cell.interval for cell in relation.cells})


def _settled(table: PrintedTable) -> tuple[list[Relation], list[Blame]]:
    """First what holds within a row, then what holds over rows, among the numbers that are left."""
    rows = anova.with_error(table, [*_with_sizes(table)])
    relations = [*_within(table, rows)]
    blames = blamed(relations)
    whole = replace(table, rows=tuple(rows))
    for over in (_sums, anova.totals, ranks.relations, equation.relations, square.possible):
        more = [*over(whole, {blame.cell for blame in blames})]
        relations += more
        blames += blamed(more)
    return relations, blames


def _within(table: PrintedTable, rows: Sequence[Row]) -> Iterator[Relation]:
    for row in rows:
        yield from anova.relations(row)
        yield from descriptives.relations(row)
        yield from regression.relations(row)
        yield from reliability.relations(row)
        yield from correlation.relations(row)
    yield from _pearson(rows, table.has("flag") or "significance" in table.around)
    for group in profile.groups(replace(table, rows=tuple(rows))):
        shares = [*profile.rows_of(group)]
        yield from shares if group.total or group.stated else _meant(shares)
    yield from square.relations(table)
    yield from bounds.relations(table.cells)


def _sums(table: PrintedTable, wrong: Set[Cell]) -> Iterator[Relation]:
    for group in profile.groups(table):
        yield from profile.sums(group, wrong)


def _pearson(rows: Sequence[Row], flags: bool) -> list[Relation]:
    """What holds for Pearson's r; nothing when most of the numbers say they are another r."""
    stars = [row["flag"].interval.high for row in rows if "flag" in row]
    return _meant(correlation.pearson(rows, flags or any(stars)))


def _meant(relations: list[Relation]) -> list[Relation]:
    """Those relations; none when most of the numbers say that something else is meant.

    A category that is not printed leaves a sum too small, several answers leave it too large.
    """
    failed = sum(map(_broken, relations))
    return [] if failed >= FEW and 2 * failed > len(relations) else relations


def _with_sizes(table: PrintedTable) -> Iterator[Row]:
    """The rows with what is stated around the table and what all of them together imply."""
    believed = [*table.around.values(), *_scale(table), *_predictors(table)]
    for row in table.rows:
        yield row.beside(*believed) if row.cells else row


def _scale(table: PrintedTable) -> list[Cell]:
    """The highest answer, where relative importance is printed: the one most rows agree on."""
    rows = [r for r in table.rows if "mean" in r and "relative_importance" in r]
    if not rows or table.has("scale_maximum") or "scale_maximum" in table.around:
        return []
    ratios = [100 * r["mean"].interval / r["relative_importance"].interval for r in rows]
    ratios = [ratio for ratio in ratios if ratio.bounded]
    agreed = Counter(m for ratio in ratios for m in SCALES if ratio.meets(exactly(float(m))))
    if not ratios:
        return []
    nearest = max(1, round(ratios[0].middle))
    highest = agreed.most_common(1)[0][0] if agreed else nearest
    return [given("scale_maximum", "the scale's maximum", whole_number(highest))]


def _predictors(table: PrintedTable) -> list[Cell]:
    """How many terms the one model of a table of coefficients has, where its constant is there."""
    models = equation.models(table)
    if not table.has("b") or len(models) != 1 or table.has("predictors"):
        return []
    rows = [row for row in models[0] if "b" in row]
    terms = [row for row in rows if not equation.is_constant(row)]
    if len(terms) == len(rows):
        return []
    return [given("predictors", "predictors", whole_number(len(terms)))]


def _sharing_predictors(tables: Sequence[PrintedTable]) -> Iterator[PrintedTable]:
    """A table of a model's fit beside one of its coefficients has as many predictors."""
    counted = [cell for table in tables for cell in _predictors(table)]
    for table in tables:
        known = {"predictors", "df1"} & {*table.keys, *table.around}
        if len(counted) == 1 and not known and table.has("r2"):
            yield replace(table, around={**table.around, "predictors": counted[0]})
        else:
            yield table


def _in_reading_order(blames: Iterable[Blame], table: PrintedTable) -> list[Blame]:
    places = {cell: place for place, cell in enumerate(table.cells)}
    return sorted(blames, key=lambda blame: places.get(blame.cell, len(places)))
