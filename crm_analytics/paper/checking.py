"""Do the numbers of printed tables agree with one another?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crm_analytics.paper import correlations, descriptives, models, proportions
from crm_analytics.paper.finding import Finding, contradicting, shifts
from crm_analytics.paper.number import exactly
from crm_analytics.paper.relation import Relation, contradictions, possible
from crm_analytics.paper.table import PrintedCell, PrintedTable, given

SCALES = range(1, 101)  # the highest answers a scale may have
FEW = 3  # rows; fewer do not show that something else is meant


@dataclass(frozen=True, eq=False, slots=True)
class PaperCheck:
    """Everything that contradicts, and everything that was tested.

    tested: how often each rule could be tested. failed: how often it did not hold.
    """

    findings: tuple[Finding, ...]
    tested: Mapping[str, int]
    failed: Mapping[str, int]

    @property
    def relations(self) -> int:
        """How many relations were tested."""
        return sum(self.tested.values())

    @property
    def contradicted(self) -> int:
        """How many of them failed."""
        return sum(self.failed.values())


def check(tables: Sequence[PrintedTable]) -> PaperCheck:
    """The findings, table after table in the order of reading, and what was tested."""
    found: list[Finding] = []
    tested, failed = Counter[str](), Counter[str]()
    for number, table in enumerate(_sharing_predictors(tables), 1):
        relations, wrong = _settled(table)
        tested.update(relation.rule for relation in relations)
        failed.update(relation.rule for relation in relations if relation.contradicted)
        moved = shifts(table, [one.cell for one in wrong])
        places = {cell: place for place, cell in enumerate(table.cells)}
        wrong.sort(key=lambda one: places.get(one.cell, len(places)))
        found += (replace(one, table=number, shift=moved.get(one.cell, "")) for one in wrong)
    return PaperCheck(tuple(found), tested, failed)


def _settled(table: PrintedTable) -> tuple[list[Relation], list[Finding]]:
    """First what holds within a row, then what holds over rows, among the numbers that are left."""
    believed = [*table.around.values(), *_scale(table), *_predictors(table)]
    rows = [row.beside(*believed) if row.cells else row for row in table.rows]
    whole = replace(table, rows=tuple(models.with_error(table, rows)))
    relations = [*_within(whole), *possible(table.cells)]
    found = contradicting(relations)
    for over in (
        proportions.sums,
        models.totals,
        descriptives.ranks,
        models.equations,
        correlations.eigenvalues,
    ):
        more = [*over(whole, {one.cell for one in found})]
        relations += more
        found += contradicting(more)
    return relations, found


def _within(table: PrintedTable) -> Iterator[Relation]:
    for row in table.rows:
        yield from models.mean_squares(row)
        yield from descriptives.relations(row)
        yield from models.relations(row)
        yield from correlations.reliability(row)
        yield from correlations.relations(row)
    flags = table.has("flag") or "significance" in table.around
    flags = flags or any(row["flag"].interval.high for row in table.rows if "flag" in row)
    yield from _meant(correlations.pearson(table.rows, flags))
    for group in proportions.groups(table):
        shares = [*proportions.percentages(group)]
        yield from shares if group.total or group.stated else _meant(shares)
    yield from correlations.squares(table)


def _meant(relations: list[Relation]) -> list[Relation]:
    """Those relations; none when most of the numbers say that something else is meant.

    Of Pearson's r they may say that they are another r; of percentages, that a category is not
    printed, which leaves a sum too small, or that people gave several answers, which leaves it too
    large.
    """
    failed = contradictions(relations)
    return [] if failed >= FEW and 2 * failed > len(relations) else relations


def _scale(table: PrintedTable) -> list[PrintedCell]:
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
    return [given("scale_maximum", "the scale's maximum", exactly(float(highest)))]


def _predictors(table: PrintedTable) -> list[PrintedCell]:
    """How many terms the one model of a table of coefficients has, where its constant is there."""
    found = models.of_outcomes(table)
    if not table.has("b") or len(found) != 1 or table.has("predictors"):
        return []
    rows = [row for row in found[0] if "b" in row]
    terms = [row for row in rows if not models.is_constant(row)]
    if len(terms) == len(rows):
        return []
    return [given("predictors", "predictors", exactly(float(len(terms))))]


def _sharing_predictors(tables: Sequence[PrintedTable]) -> Iterator[PrintedTable]:
    """A table of a model's fit beside one of its coefficients has as many predictors."""
    counted = [cell for table in tables for cell in _predictors(table)]
    for table in tables:
        known = {"predictors", "df1"} & {*table.keys, *table.around}
        if len(counted) == 1 and not known and table.has("r2"):
            yield replace(table, around={**table.around, "predictors": counted[0]})
        else:
            yield table
