"""Whether scales are told apart: HTMT and Fornell–Larcker as tables, a heat map and a sentence."""

from collections.abc import Sequence

from crm_analytics.analyses.inputs import ItemMoments
from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.table import Table
from crm_analytics.statistics.discriminant_validity import ScalePair, htmt
from crm_analytics.survey.view import View

METHOD = (
    "HTMT: the mean absolute correlation between the items of two scales over the geometric mean "
    "of those within each (Henseler, Ringle & Sarstedt 2015; of absolute values Ringle et al. "
    "2023): Pearson's, among the people who answered every item. Beside it the same with signs, in "
    "which items that run either way cancel. Scales are called different below .85 (Kline 2011) "
    "and not told apart from .90 on."
)


def item_htmt(view: View, moments: ItemMoments) -> tuple[ScalePair, ...]:
    """HTMT of every pair of dimensions. Raises NotEnoughData where nobody answered everything."""
    if len(view.instrument.dimensions) < 2:
        return ()
    return htmt(moments(view.columns), {d.name: d.columns for d in view.instrument.dimensions})


def told(pairs: Sequence[ScalePair]) -> str:
    """A sentence about the pairs, without its full stop; empty without pairs."""
    known = [p for p in pairs if p.htmt is not None]
    if not known:
        return ""
    alike = sorted((p for p in known if _htmt(p) >= words.HTMT.cuts[0][0]), key=_htmt, reverse=True)
    if not alike:
        nearest = max(known, key=_htmt)
        value = f"HTMT = {words.number(nearest.htmt or 0)}"
        if len(known) == 1:
            return f"Both scales can be told apart ({value})"
        return (
            f"All {len(known)} pairs of scales can be told apart; the nearest are "
            f"{nearest.scale_a} and {nearest.scale_b} ({value})"
        )
    worst = alike[0]
    value = f"HTMT = {words.number(worst.htmt or 0)}"
    if len(known) == 1:
        return f"The two scales cannot be told apart ({value})"
    most = ", most of all" if len(alike) > 1 else ":"
    return (
        f"{len(alike)} of {words.counted(len(known), 'pair')} of scales cannot be told "
        f"apart{most} {worst.scale_a} and {worst.scale_b} ({value})"
    )


def _htmt(pair: ScalePair) -> float:
    return pair.htmt or 0


def htmt_table(pairs: Sequence[ScalePair]) -> Table:
    """One row a pair."""
    return Table.of(
        "htmt",
        "HTMT of every pair of scales",
        ("scale_a", "scale_b", "htmt", "htmt_signed", "verdict"),
        (
            (
                p.scale_a,
                p.scale_b,
                p.htmt,
                p.signed,
                None if p.htmt is None else words.HTMT.word(p.htmt),
            )
            for p in pairs
        ),
        detail=True,
    )


def htmt_heat(pairs: Sequence[ScalePair], n: int) -> Heat:
    """The pairs as a square."""
    names = tuple(dict.fromkeys(name for p in pairs for name in (p.scale_a, p.scale_b)))
    value = {frozenset((p.scale_a, p.scale_b)): p.htmt for p in pairs}
    values = tuple(tuple(value.get(frozenset((a, b))) for b in names) for a in names)
    flags = tuple(
        tuple("!" if v is not None and v >= words.HTMT.cuts[0][0] else "" for v in row)
        for row in values
    )
    cut = words.HTMT.cuts[0][0]
    return Heat(
        "htmt", "How far scales are told apart", names, names, values, flags,
        note=f"n = {n:,}; ! from {cut:.2f} on two scales are not told apart", measure="HTMT",
    )  # fmt: skip


def fornell_larcker_table(pairs: Sequence[ScalePair]) -> Table:
    """One row a pair with √AVE of both."""
    said = {True: "different", False: "not told apart", None: None}
    return Table.of(
        "fornell_larcker",
        "Fornell–Larcker: √AVE against the correlation of scores",
        ("scale_a", "scale_b", "r", "root_ave_a", "root_ave_b", "verdict"),
        ((p.scale_a, p.scale_b, p.r, p.root_ave_a, p.root_ave_b, said[p.apart]) for p in pairs),
        detail=True,
    )
