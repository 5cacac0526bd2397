"""Single coefficients of a DataFrame of answers, where no questionnaire is wanted.

One row a person, one column an item, numbers only; NaN is no answer. Items that run the other way
round have to be reversed first. The people are those who answered every item that is used, and the
numbers are those of the pages: the same functions are called.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData, Problem, Problems, UnreadableSurvey, refuse
from crm_analytics.statistics import Estimate, Unavailable
from crm_analytics.statistics.discriminant_validity import htmt as htmt_of
from crm_analytics.statistics.moments import UNWEIGHTED, Moments, complete
from crm_analytics.statistics.one_factor import one_factors
from crm_analytics.statistics.reliability import FEWEST_PEOPLE, SplitHalf, reliability
from crm_analytics.statistics.reliability_intervals import bootstrap
from crm_analytics.statistics.resampling import Draws
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item, Scale
from crm_analytics.survey.responses import CODES

if TYPE_CHECKING:
    from pandas import DataFrame

    from crm_analytics.study import Study

Scales = Mapping[str, Sequence[str]]  # name of a scale → its columns


def cronbach_alpha(df: "DataFrame", level: float = 0.95) -> Estimate:
    """Cronbach's α of all columns together, with Feldt's (1965) interval.

    Raises NotEnoughData below two items or three people, or where the total never varies.

    >>> import pandas as pd
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 2, 3, 5], "c": [1, 3, 3, 4]})
    >>> round(cronbach_alpha(answers).value, 3)
    0.947
    """
    found = reliability("the frame", _moments(df), level)
    return Estimate(found.alpha, found.alpha_low, found.alpha_high)


def split_half(
    df: "DataFrame", split: Literal["odd-even", "first-second"] = "odd-even"
) -> SplitHalf:
    """Two halves of the columns against each other: r, Spearman–Brown, Horst, Guttman.

    An odd column out is in the first half. Raises NotEnoughData as `cronbach_alpha` does.

    >>> import pandas as pd
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 2, 3, 5]})
    >>> round(split_half(answers).spearman_brown, 3)
    0.954
    """
    halves = {half.split: half for half in reliability("the frame", _moments(df)).splits}
    if split not in halves:
        known = " or ".join(halves)
        raise Problems(Problem(f"Split '{split}'", "does not exist.", f"Use {known}."))
    return halves[split]


def omega(df: "DataFrame", level: float = 0.95, draws: int = 0) -> Estimate:
    """McDonald's ω total of a one-factor model by maximum likelihood of all columns.

    draws: how many resamples of people its percentile interval is made from; without any there is
    no interval. Raises NotEnoughData below three items, and where one factor does not fit.

    >>> import pandas as pd
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4, 2], "b": [2, 2, 3, 5, 1], "c": [1, 3, 2, 4, 2]})
    >>> round(omega(answers).value, 2)
    0.91
    """
    (model,) = one_factors([("the frame", _moments(df))])
    if isinstance(model, Unavailable) or model.omega is None:
        raise NotEnoughData(model.reason)
    if not draws:
        return Estimate(model.omega, None, None)
    rows = _rows(df)
    ends = bootstrap("the frame", (rows, UNWEIGHTED), level, Draws(draws)).omega
    return Estimate(model.omega, *(ends or (None, None)))


def htmt(df: "DataFrame", scales: Scales) -> "DataFrame":
    """HTMT of every two scales: columns scale_a, scale_b, htmt, htmt_signed.

    htmt is of absolute correlations, htmt_signed of correlations with their signs.

    >>> import pandas as pd
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 2, 3, 5], "c": [4, 3, 1, 2]})
    >>> htmt(answers, {"A": ["a", "b"], "C": ["c"]}).round(2).to_dict("records")
    [{'scale_a': 'A', 'scale_b': 'C', 'htmt': 0.71, 'htmt_signed': -0.71}]
    """
    from pandas import DataFrame

    _known(df, scales)
    columns = list(dict.fromkeys(column for items in scales.values() for column in items))
    rows = [
        (pair.scale_a, pair.scale_b, pair.htmt, pair.signed)
        for pair in htmt_of(_moments(df[columns]), scales)
    ]
    return DataFrame(rows, columns=["scale_a", "scale_b", "htmt", "htmt_signed"])


def priority(df: "DataFrame", scales: Scales, high: float | None = None) -> "DataFrame":
    """Mean, spread, CV and ranks of every scale's score, the mean of its items.

    high: the highest point of the answer scale; without it there is no relative importance, which
    is a per cent of that point. Columns: name, n, mean, sd, cv (per cent), relative_importance,
    rank_cv (1 for the lowest CV), rank_mean.

    >>> import pandas as pd
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [4, 4, 3, 5]})
    >>> priority(answers, {"A": ["a"], "B": ["b"]}).round(1)[["name", "cv", "rank_cv"]]
      name    cv  rank_cv
    0    A  51.6        2
    1    B  20.4        1
    """
    _known(df, scales)
    table = _study(df, scales, high).priority().tables["dimensions"]
    columns = ["name", "n", "mean", "sd", "cv", "relative_importance", "rank_cv", "rank_mean"]
    if high is None:
        table["relative_importance"] = np.nan
    return table[columns]


def likert_table(df: "DataFrame", low: int | None = None, high: int | None = None) -> "DataFrame":
    """A row an item: n, missing, mean, the per cent of each scale point, top and bottom two.

    low, high: ends of the scale, the lowest and highest answer in the frame unless given. Per
    cents are of the people who answered the item.

    >>> import pandas as pd
    >>> answers = pd.DataFrame({"a": [1, 2, 2, 4], "b": [4, 4, None, 5]})
    >>> likert_table(answers, 1, 5)[["item", "n", "1", "2", "3", "4", "5"]]
      item  n     1     2    3          4          5
    0    a  4  25.0  50.0  0.0  25.000000   0.000000
    1    b  3   0.0   0.0  0.0  66.666667  33.333333
    """
    from pandas import DataFrame

    study = _study(df, {str(column): [str(column)] for column in df.columns}, high, low)
    tables = study.answers().tables
    frequencies = tables["frequencies"].dropna(subset=["value"])
    shares = frequencies.pivot_table("valid_percent", "item", "value", sort=False)
    shares.columns = [f"{value:g}" for value in shares.columns]
    counted = tables["items"].set_index("name")[["n", "missing", "mean"]]
    ends = tables["shares"].set_index("name")[["top2", "bottom2"]]
    return DataFrame(counted.join(shares).join(ends).rename_axis("item").reset_index())


def _known(df: "DataFrame", scales: Scales) -> None:
    refuse(
        UnreadableSurvey,
        [
            Problem(f"Column '{column}'", f"of '{name}' is not in the frame.", "Correct its name.")
            for name, columns in scales.items()
            for column in columns
            if column not in df.columns
        ],
    )


def _rows(df: "DataFrame") -> NDArray[np.float64]:
    """Answers of the people who answered every column; refuses what is no number."""
    from pandas.api.types import is_numeric_dtype

    refuse(
        UnreadableSurvey,
        [
            Problem(f"Column '{name}'", "holds no numbers.", "Give numbers, or leave it out.")
            for name, column in df.items()
            if not is_numeric_dtype(column)
        ],
    )
    rows: NDArray[np.float64] = df.to_numpy(np.float64, na_value=np.nan)
    there = complete(rows)
    return rows if there is None else rows[there]


def _moments(df: "DataFrame") -> Moments:
    rows = _rows(df)
    whole = rows.astype(np.int8) if np.isin(rows, list(CODES)).all() else rows  # summed exactly
    return Moments.of([str(name) for name in df.columns], whole, FEWEST_PEOPLE)


def _study(
    df: "DataFrame", scales: Scales, high: float | None, low: float | None = None
) -> "Study":
    """The frame as a study of one construct; everything in it may be shown, it is one's own."""
    from crm_analytics.study import of_files, survey_file
    from crm_analytics.survey import questionnaire

    used = [str(column) for columns in scales.values() for column in columns]
    answers = df[list(dict.fromkeys(used))]
    _rows(answers)
    found = [float(answers.min().min()), float(answers.max().max())]
    scale = Scale(found[0] if low is None else low, found[1] if high is None else high)
    dimensions = tuple(
        Dimension(name, tuple(Item(str(column)) for column in columns), scale)
        for name, columns in scales.items()
    )
    whole = Instrument((Construct("All scales", dimensions),), scale=scale, minimum_group=1)
    return of_files(whole, questionnaire.write(whole), survey_file(answers))
