"""The waves of a study under the same filters, and what the privacy rule says across them.

A group that a later wave shows with nearly the same people (fewer came and went than the smallest
group) is not shown in the earlier one: what a newcomer answered could be found by subtraction. So
the later wave keeps its groups. Everyone together is exempt: a wave without a total says nothing,
and a total is of many.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm_analytics.errors import Hidden, SurveyError
from crm_analytics.survey.instrument import Instrument, Printed
from crm_analytics.survey.privacy import nearly
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import Filters, View, normal_filters, too_few


@dataclass(frozen=True, eq=False, slots=True)
class WaveView:
    """One wave of a study as it is looked at.

    view: None where it may not be shown, then `hidden` says why, or where there are only figures.
    printed: figures by dimension or construct, of a wave known only from print.
    """

    name: str
    view: View | None = None
    hidden: str = ""
    printed: Mapping[str, Printed] = field(default_factory=dict)


def in_time(instrument: Instrument, asked: Sequence[str]) -> tuple[str, ...]:
    """All waves from first to last: as the questionnaire lists them, then those it does not."""
    listed = [wave.name for wave in instrument.waves if wave.printed or wave.name in asked]
    return (*listed, *(name for name in asked if name not in listed))


def over_time(
    instrument: Instrument, answered: Mapping[str, Responses], filters: Filters = ()
) -> tuple[WaveView, ...]:
    """Every wave under the same filters, from first to last.

    answered: answers by wave, in the order in which they were added.
    Raises UnreadableSurvey for a filter that exists in no wave.
    """
    wanted = normal_filters(known_demographics(answered.values()), filters)
    seen = [
        _seen(answered[name], wanted, name)
        if name in answered
        else _printed(name, instrument.wave(name).printed, wanted)
        for name in in_time(instrument, tuple(answered))
    ]
    if wanted:
        seen = [_total(wave, seen[place + 1 :]) for place, wave in enumerate(seen)]
    shown: list[WaveView] = []
    for wave in reversed(seen):
        shown.insert(0, _groups(wave, [later.view for later in shown if later.view]))
    return tuple(shown)


def known_demographics(waves: Iterable[Responses]) -> dict[str, tuple[str, ...]]:
    """Every demographic with the categories that occur in any wave."""
    known: dict[str, tuple[str, ...]] = {}
    for responses in waves:
        for column, categories in responses.demographics.items():
            names = (*known.get(column, ()), *categories.names)
            known[column] = tuple(dict.fromkeys(names))
    return known


def _printed(name: str, figures: Mapping[str, Printed], filters: Filters) -> WaveView:
    if filters:
        return WaveView(name, hidden=f"{name} is known from print, of everyone: no filter fits it.")
    return WaveView(name, printed=figures)


def _seen(responses: Responses, filters: Filters, wave: str) -> WaveView:
    absent = [column for column, _ in filters if column not in responses.demographics]
    if absent:
        return WaveView(wave, hidden=f"{absent[0]!r} was not asked in {wave}.")
    kept = [
        (column, tuple(n for n in names if n in responses.demographics[column].names))
        for column, names in filters
    ]
    try:
        if not all(names for _, names in kept):
            few = too_few(responses.instrument.minimum_group)
            raise Hidden(f"{few} Choose fewer filters.")
        return WaveView(wave, View.of(responses, tuple(kept), wave))
    except SurveyError as reason:
        return WaveView(wave, hidden=str(reason))


def _total(wave: WaveView, later: Sequence[WaveView]) -> WaveView:
    """The wave, hidden where a later one shows nearly the same people."""
    if wave.view is None:
        return wave
    fewest = wave.view.instrument.minimum_group
    close = [w for w in later if w.view and nearly(w.view.people, wave.view.people, fewest)]
    if not close:
        return wave
    return WaveView(
        wave.name,
        hidden=f"{wave.name} is not shown under this filter: {close[-1].name} has nearly the same "
        "people, and what one of them answered could be found by subtraction.",
    )


def _groups(wave: WaveView, later: Sequence[View]) -> WaveView:
    """The wave without the categories that a later one shows with nearly the same people."""
    if wave.view is None or not later:
        return wave
    fewest = wave.view.instrument.minimum_group
    withheld = {}
    for column, categories in wave.view.demographics.items():
        shown = [_counts(view, column) for view in later if column in view.demographics]
        close = (
            name
            for name, n in categories.counts().items()
            if any(name in counts and nearly(counts[name], n, fewest) for counts in shown)
        )
        withheld[column] = frozenset(close)
    return replace(wave, view=replace(wave.view, withheld=withheld))


def _counts(view: View, column: str) -> dict[str, int]:
    shown = view.groups(column)
    return dict(zip(shown.names, shown.counts, strict=True))
