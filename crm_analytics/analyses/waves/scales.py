"""Do the scales measure alike in every wave? Reliability by wave, and what speaks against it."""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.compared import Compared, Pair, WavesOptions
from crm_analytics.report import words
from crm_analytics.report.chart import Line, Lines, Reading
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.reliability import Reliability
from crm_analytics.statistics.waves.likeness import EQUAL, FAIR, SMALL, Likeness, likenesses

METHOD = (
    "A scale is comparable unless something speaks against it: its α differs (Feldt's 1969 W, "
    "Holm-adjusted), an item goes less or more with the others (difference of Fisher's z, "
    f"Holm-adjusted, from q = {SMALL:.2f}, Cohen 1988), or Tucker's congruence of its loadings on "
    f"one factor is below {EQUAL} (similar) or {FAIR} (not the same; Lorenzo-Seva & ten Berge "
    "2006)."
)
RELIABILITY = ("scale", "wave", "items", "n", "alpha", "alpha_low", "alpha_high")
LIKE = ("scale", "from", "to", "alpha_from", "alpha_to", "p", "p_holm", "congruence", "verdict")
DRIFT = ("scale", "item", "from", "to", "r_from", "r_to", "q", "p", "p_holm")


def found_alike(
    context: Context[WavesOptions], found: Compared
) -> tuple[Likeness | Unavailable, ...]:
    """Every scale between the waves that are compared."""
    return likenesses([wave.view for wave in found.scored], context.options.level)


def lines(
    context: Context[WavesOptions], found: Compared, alike: Sequence[Likeness | Unavailable]
) -> Iterator[Lines]:
    """α of every dimension, wave by wave."""
    names = [d.name for d in context.view.instrument.dimensions]
    alphas = _alphas(alike)
    places = {wave: place for place, wave in enumerate(v.wave for v in found.views)}
    series = [
        Line(
            name,
            tuple(
                Reading(places[wave], r.alpha, r.alpha_low, r.alpha_high)
                for (scale, wave), r in alphas.items()
                if scale == name
            ),
        )
        for name in names
        if any(scale == name for scale, _ in alphas)
    ]
    if series:
        yield Lines(
            name="reliability",
            title="Reliability of the scales over the waves",
            x_axis="Wave",
            y_axis=f"Cronbach's α with {context.options.level:.0%} interval",
            series=tuple(series),
            ticks=tuple(places),
            marks=((words.TRUSTED, "acceptable"),),
            note="On the items that all waves have in common",
            detail=True,
        )


def _alphas(alike: Sequence[Likeness | Unavailable]) -> dict[tuple[str, str], Reliability]:
    """Scale and wave → α, in the order of time."""
    return {
        (one.scale, wave): alpha
        for one in alike
        if isinstance(one, Likeness)
        for wave, alpha in zip(one.waves, one.alphas, strict=True)
    }


def tables(
    context: Context[WavesOptions], alike: Sequence[Likeness | Unavailable], pair: Pair
) -> Iterator[Table]:
    """The check of every scale, first between the waves looked at; α wave by wave; every item's."""
    known = [one for one in alike if isinstance(one, Likeness)]
    known.sort(key=lambda one: one.waves != (pair.earlier, pair.later))
    alphas = _alphas(alike)
    if not known:
        return
    title = "Do the scales measure alike?"
    yield Table.of("comparability", title, LIKE, map(_like_row, known))
    rows = (
        (s, w, len(r.items), r.n, r.alpha, r.alpha_low, r.alpha_high)
        for (s, w), r in alphas.items()
    )
    made = Table.of("reliability", "Reliability wave by wave", RELIABILITY, rows, detail=True)
    yield context.with_effective(made, (r.effective for r in alphas.values()))
    drift = [row for one in known for row in _drift_rows(one)]
    yield Table.of("drift", "Items over the waves", DRIFT, drift, detail=True)


def _like_row(one: Likeness) -> tuple[Value, ...]:
    before, after = (found.alpha for found in one.alphas)
    return (one.scale, *one.waves, before, after, one.p, one.p_holm, one.congruence, one.verdict)


def _drift_rows(one: Likeness) -> Iterator[tuple[Value, ...]]:
    for item in one.items:
        yield (one.scale, item.item, *one.waves, *item.r, item.q, item.p, item.p_holm)


def caveats(alike: Sequence[Likeness | Unavailable], pair: Pair) -> Iterator[str]:
    """What speaks against comparing the two waves looked at."""
    for one in alike:
        if isinstance(one, Likeness) and one.waves == (pair.earlier, pair.later):
            yield from one.objections
