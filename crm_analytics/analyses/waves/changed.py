"""What changed between two waves: the picture, the table, the sentence."""

from collections.abc import Iterator, Sequence
from math import sqrt

from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.change_tests import WaveChange
from crm_analytics.analyses.waves.compared import ComparedWaves, WavePair, WavesOptions
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics.bayes_factor import of_t
from crm_analytics.statistics.mean_tests import MeanDifference, Paired

SURE = 0.05
TEST = ("difference", "low", "high", "t", "df", "p", "p_holm")
MOST = 3  # changes named on either side
CHANGES = (
    "name",
    "kind",
    "from",
    "to",
    "n_from",
    "n_to",
    "mean_from",
    "mean_to",
    *TEST,
    "effect_name",
    "effect",
    "effect_low",
    "effect_high",
    "linked",
    "sentence",
)
BRIEF = ("name", "from", "to", "mean_from", "mean_to", "difference", "p_holm", "effect", "sentence")


def finding(found: ComparedWaves) -> str:
    """What rose and what fell between the two waves looked at, beyond chance."""
    pair, shown = found.chosen, found.of(found.chosen)
    since = f"From {pair.earlier} to {pair.later}"
    if not shown:
        reasons = [
            n.reason
            for n in found.unmoved
            if (n.of.earlier, n.of.later) == (pair.earlier, pair.later)
        ]
        return f"{since} nothing can be compared. {reasons[0] if reasons else ''}".strip()
    held = sorted(filter(sure, shown), key=lambda m: -abs(m.effect))
    if not held:
        scores = words.counted(len(shown), "score")
        return f"{since} nothing changed beyond chance: of {scores} none holds up."
    up, down = [m for m in held if m.effect > 0], [m for m in held if m.effect < 0]
    said = [_named(verb, some) for verb, some in (("rose", up), ("fell", down)) if some]
    rest = len(shown) - len(held)
    still = f"; {_others(rest)} within what chance does" if rest else ""
    return f"{since} {' and '.join(said)}{still}."


def sure(moved: WaveChange) -> bool:
    """Whether a change holds up when all are tested together."""
    return moved.p_holm is not None and moved.p_holm < SURE


def _named(verb: str, some: Sequence[WaveChange]) -> str:
    if len(some) == 1:
        (m,) = some
        return f"{m.of.name} {verb} ({_points(m)}, {words.p_value(_p(m))})"
    told = [f"{m.of.name} ({_points(m)})" for m in some[:MOST]]
    more = len(some) - len(told)
    return f"{words.listed([*told, *([f'{more} more'] if more else [])])} {verb}"


def _others(rest: int) -> str:
    return "the other score stayed" if rest == 1 else f"the other {rest} stayed"


def _points(moved: WaveChange) -> str:
    difference = words.number(moved.test.difference)
    return difference if moved.test.difference < 0 else f"+{difference}"


def _p(moved: WaveChange) -> float:
    return moved.test.p if moved.p_holm is None else moved.p_holm


def sentence(moved: WaveChange) -> str:
    """One change as a person says it."""
    means = f"{words.number(moved.mean[0])} → {words.number(moved.mean[1])}"
    if not sure(moved):
        return f"{moved.of.name}: no evidence of a change ({means})."
    verb = "rose" if moved.test.difference > 0 else "fell"
    by = words.number(abs(moved.test.difference))
    counted = words.counted(moved.n[1], "person", "people")
    who = f" among the same {counted}" if moved.linked else ""
    return f"{moved.of.name} {verb} by {by} points ({means}){who}."


def chart(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Dots]:
    """Every score's change between the two waves looked at, the largest rise on top."""
    pair, shown = found.chosen, found.of(found.chosen)
    if shown:
        ordered = sorted(shown, key=lambda m: -m.test.difference)
        yield Dots(
            name="changes",
            title=f"What changed from {pair.earlier} to {pair.later}",
            axis=f"Difference in scale points with {context.options.level:.0%} interval",
            points=tuple(
                Interval(m.of.name, m.test.difference, m.test.low, m.test.high) for m in ordered
            ),
            marks=((0.0, "no change"),),
            note=_who(pair, shown),
        )


def _who(pair: WavePair, shown: Sequence[WaveChange]) -> str:
    if pair.linked:
        n = [m.n[1] for m in shown]
        span = f"{min(n):,}" if min(n) == max(n) else f"{min(n):,} to {max(n):,}"
        return f"The same {span} people in both waves"
    before, after = max(m.n[0] for m in shown), max(m.n[1] for m in shown)
    return f"n = {before:,} in {pair.earlier}, {after:,} in {pair.later}"


def tables(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Table]:
    """All changes of scores, then of items."""
    scores = [m for m in found.moved if m.of.kind != "item"]
    items = [m for m in found.moved if m.of.kind == "item"]
    chosen = found.of(found.chosen)
    order = (*chosen, *(m for m in scores if m not in chosen))
    for name, title, rows in (
        ("changes", "Changes between waves", order),
        ("item_changes", "Changes of items between waves", items),
    ):
        if rows:
            made = Table.of(
                name, title, CHANGES, map(_row, rows), BRIEF, detail=bool(rows is items)
            )
            yield from _completed(context, made, rows)


def _completed(
    context: Context[WavesOptions], table: Table, rows: Sequence[WaveChange]
) -> Iterator[Table]:
    """With both effective n's of weighted waves, or with Bayes factors where they are asked for."""
    if context.view.weighted:
        yield _weighted(table, rows)
    elif context.options.bayes:
        factors = [bayes_factor_of(m) for m in rows]
        said = tuple(None if bf is None else words.evidence(bf) for bf in factors)
        yield table.after("p_holm", "bf10", factors).after("bf10", "evidence", said)
    else:
        yield table


def bayes_factor_of(m: WaveChange) -> float | None:
    """BF10 of a change, of Student's t where people differ; None where it is not defined."""
    if isinstance(m.size, Paired):
        return of_t(m.test.t, m.n[0])
    if min(m.n) < 2:
        return None
    return of_t(m.size.d / sqrt(1 / m.n[0] + 1 / m.n[1]), *m.n)


def _weighted(table: Table, rows: Sequence[WaveChange]) -> Table:
    """Both effective n's, each after its n."""
    first = table.after("n_from", "n_effective_from", tuple(m.effective[0] for m in rows))
    return first.after("n_to", "n_effective_to", tuple(m.effective[1] for m in rows))


def _row(m: WaveChange) -> tuple[Value, ...]:
    return (
        m.of.name,
        m.of.kind,
        m.of.earlier,
        m.of.later,
        *m.n,
        *m.mean,
        *tested(m.test, m.p_holm),
        *(m.effect_name, m.effect, m.size.low, m.size.high),
        m.linked,
        sentence(m),
    )


def tested(test: MeanDifference, p_holm: float | None) -> tuple[Value, ...]:
    """The values of `TEST`; the difference is the later wave, or who left, minus the other."""
    return (test.difference, test.low, test.high, test.t, test.df, test.p, p_holm)
