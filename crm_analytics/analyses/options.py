"""What several analyses let a reader choose: names that a study knows, draws, words for a mean."""

from collections.abc import Sequence

from crm_analytics.analyses.inputs import summarised
from crm_analytics.report.options import Resamples, option
from crm_analytics.statistics.resampling import USUAL
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.view import View

Waves = Sequence[WaveView]

BANDS = 5  # words for a mean, where an analysis does not ask for them
BAYES_HELP = "How much more likely the answers make an effect than none, and the other way round."


def bootstrap_draws() -> int:
    """The field `bootstrap` of analyses whose intervals can be made from resamples of people."""
    text = (
        "Intervals that suppose no normal answers: the people are drawn anew so many times. It "
        "takes about half a minute and can be stopped."
    )
    return option(0, Resamples("Bootstrap intervals", USUAL.count, text))


def score_names(view: View, waves: Waves = ()) -> tuple[str, ...]:
    """Dimensions, then constructs that have a score of their own."""
    constructs = (construct.name for construct in summarised(view.instrument.constructs))
    return (*dimension_names(view), *constructs)


def dimension_names(view: View, waves: Waves = ()) -> tuple[str, ...]:
    """The dimensions of the questionnaire."""
    return tuple(d.name for d in view.instrument.dimensions)


def demographic_names(view: View, waves: Waves = ()) -> tuple[str, ...]:
    """The demographics of the people looked at."""
    return tuple(view.demographics)
