"""What the columns of printed tables are called, and the one name each has here."""

import re
import unicodedata
from collections.abc import Mapping

# key → other names, as `normal` writes them; the key itself is a name too
_SYNONYMS = {
    # sizes
    "n": "sample size|cases|respondents|participants|observations|obs|valid n|n valid|n listwise",
    "total": "total n|n total",
    "count": "counts|frequency|frequencies|freq|number|number of people|absolute frequency",
    "items": "number of items|n of items|no of items|k",
    "whole_items": "whole number items|items answered in whole numbers",
    "items_a": "items in part 1|items first half",
    "items_b": "items in part 2|items second half",
    "predictors": "number of predictors|no of predictors|independent variables",
    "scale_maximum": "scale max|maximum of the scale|scale high|highest answer|points|scale points",
    "outcome_mean": "mean of the outcome|mean outcome|outcome s mean|mean of outcome",
    "level": "confidence level|confidence|confidence percent",
    "significance": "significance level|alpha level",
    # shares
    "percent": "percentage|percentages|pct|per cent|share|relative frequency",
    "valid_percent": "valid percentage",
    "cumulative_percent": "cum percent|cumulative percentage|cumulative",
    # descriptives
    "mean": "m|average|arithmetic mean|mean score|mean statistic",
    "se_mean": "standard error of mean|standard error of the mean|std error of mean|sem|mean se"
    "|std error mean|se of mean|mean std error",
    "sd": "s|std deviation|standard deviation|std dev|st dev|stdev|stddev|s d|std|standard dev",
    "variance": "var|s2",
    "minimum": "min|lowest",
    "maximum": "max|highest",
    "range": "",
    "sum": "",
    "median": "mdn|med",
    "mode": "",
    "skewness": "skew",
    "se_skewness": "std error of skewness|standard error of skewness|se of skewness|skewness se",
    "kurtosis": "kurt|excess kurtosis",
    "se_kurtosis": "std error of kurtosis|standard error of kurtosis|se of kurtosis|kurtosis se",
    "cv": "cv percent|coefficient of variation|coefficient of variation percent|c v|c v percent",
    "relative_importance": "relative importance percent|ri|ri percent|rii|relative weight percent",
    "rank_cv": "rank by cv|rank cv|rank by coefficient of variation",
    "rank_mean": "rank by mean|rank mean|order of means",
    "rank": "order|ranking",
    # reliability
    "alpha": "α|cronbach s alpha|cronbachs alpha|cronbach alpha|cronbach α|cronbach s α"
    "|coefficient alpha",
    "alpha_low": "α low|alpha lower",
    "alpha_high": "α high|alpha upper",
    "alpha_standardised": "α standardised|standardised alpha|standardized alpha|alpha standardized"
    "|cronbach s alpha based on standardized items",
    "validity_coefficient": "√α|√alpha|sqrt alpha|validity|square root of alpha|root of alpha"
    "|index of reliability|intrinsic validity|self validity",
    "lambda2": "λ2|guttman s lambda 2|lambda 2",
    "spearman_brown": "spearman brown coefficient|spearman brown r|sb|equal length"
    "|spearman brown equal length",
    "spearman_brown_unequal": "unequal length|spearman brown unequal length|horst",
    "guttman": "guttman split half|guttman split half coefficient",
    "item_rest_r": "corrected item total correlation|item total correlation|item rest correlation",
    "alpha_if_dropped": "cronbach s alpha if item deleted|alpha if item deleted|α if dropped"
    "|α if item deleted",
    "smc": "squared multiple correlation",
    # analysis of variance
    "ss": "sum of squares|type iii sum of squares",
    "ms": "mean square|mean squares",
    # correlation
    "r": "correlation|pearson|pearson r|pearson s r|pearson correlation|correlation coefficient"
    "|correlation between forms|coefficient of correlation|r between halves",
    "r_critical": "critical r|r crit|tabulated r|r table",
    "coefficient": "rho|ρ|tau|τ|spearman|kendall|omega|ω|phi|φ",
    "flag": "flags|stars|sig flag|significance flag",
    # regression
    "b": "coef|estimate|unstandardized b|unstandardised b|unstandardized coefficient"
    "|unstandardized coefficients b|regression coefficient|coefficients b|slope",
    "se": "std error|standard error|s e|std err|se b|coefficients std error",
    "beta": "β|standardized beta|standardised beta|standardized coefficients beta",
    "t": "t value|t statistic|t stat|t ratio|t test|calculated t",
    "p": "sig|p value|significance|sig 2 tailed|pr t|pr t|sig f|prob|p two tailed",
    "low": "lower|lower bound|ci low|ll|lower limit|low ci|ci lower|lower ci|llci",
    "high": "upper|upper bound|ci high|ul|upper limit|high ci|ci upper|upper ci|ulci",
    "tolerance": "tol",
    "vif": "variance inflation factor",
    "r2": "r square|r squared|coefficient of determination",
    "r2_adjusted": "adj r2|adjusted r2|adjusted r square|adjusted r squared|adj r squared"
    "|adj r square|corrected r2|r2 adj",
    "se_estimate": "std error of the estimate|standard error of the estimate|std error of estimate",
    "f": "f value|f statistic|f ratio|f test|calculated f|f stat",
    "df": "degrees of freedom",
    "df1": "df regression|numerator df|regression df",
    "df2": "df residual|denominator df|residual df|df error",
    "f_critical": "critical f|f crit|tabulated f|f table|f tabulated|critical value of f",
    "t_critical": "critical t|t crit|tabulated t|t table|t tabulated|critical value of t",
    "durbin_watson": "dw|d w",
    "chi2": "χ2|chi square|chi squared|pearson chi square",
}
# columns of words
WORDS = {
    "outcome": "dependent variable|dependent",
    "construct": "",
    "variable": "demographic|characteristic|question",
    "term": "predictor",
    "category": "categories|group|answer",
    "row": "",
    "column": "",
}
COUNTS = frozenset(
    {"n", "count", "items", "items_a", "items_b", "whole_items", "predictors", "scale_maximum"}
)
# not rounded: a whole number here is that number
EXACT = COUNTS | {"df", "df1", "df2", "level", "significance", "total"}
# what a line above or below a table may state
STATED = COUNTS | {"df", "df1", "df2", "level", "significance", "outcome_mean"}

_NAMES = {
    name: key
    for key, others in (_SYNONYMS | WORDS).items()
    for name in (key.replace("_", " "), *filter(None, others.split("|")))
}
_PERCENTILE = re.compile(r"(?:p|percentile |)(\d{1,2})(?:th)?(?: percentile| percentiles)?")
_QUARTILES = {"q1": "p25", "q2": "p50", "q3": "p75"} | {
    "first quartile": "p25",
    "lower quartile": "p25",
    "third quartile": "p75",
    "upper quartile": "p75",
}
_LEVEL = re.compile(r"\b(?:ci )?(9\d(?: \d)?) percent(?: ci| confidence interval)?\b")


def normal(text: str) -> str:
    """A name without what printers vary: case, accents of type, marks, spaces."""
    text = unicodedata.normalize("NFKC", text[:200]).casefold().replace("%", " percent ")
    return " ".join(re.sub(r"[^\w√]+|_", " ", text).split())


def key(header: str) -> str:
    """What a column is, by its header alone; "" when that is not known."""
    name = normal(header)
    plain = " ".join(_LEVEL.sub(" ", name).split())
    return _NAMES.get(name) or _NAMES.get(plain) or percentile(name)


def percentile(name: str) -> str:
    """The key of a percentile, for example "p25"."""
    if name in _QUARTILES:
        return _QUARTILES[name]
    match = _PERCENTILE.fullmatch(name)
    if not match or name == match[1]:  # a bare number is a percentile only among its like
        return ""
    return f"p{int(match[1])}"


def level(header: str) -> float | None:
    """The level of confidence a header names, in per cent."""
    match = _LEVEL.search(normal(header))
    return float(match[1].replace(" ", ".")) if match else None


def settled(keys: list[str]) -> list[str]:
    """The keys of a table's columns, where one name means different things in different tables."""
    has = set(keys)
    meaning: Mapping[str, str] = {}
    keys = [_of_which(key, keys[place - 1]) if place else key for place, key in enumerate(keys)]
    if "b" not in has and has & {"mean", "sd", "sum"}:
        meaning = {"se": "se_mean"}
    if has & {"percent", "valid_percent"} and not has & {"r2", "df1", "df2", "b", "p"}:
        meaning = {**meaning, "f": "count"}
    if "n" in has and "count" not in has and not has & MEASURES:
        meaning = {**meaning, "n": "count", "total": "n"}
    if "count" in has and "n" not in has and has & {"mean", "sd"}:
        meaning = {**meaning, "count": "n"}
    if "r2" in has:
        meaning = {**meaning, "items": "predictors"}
    return [meaning.get(key, key) for key in keys]


def _of_which(key: str, before: str) -> str:
    """A standard error belongs to what stands before it, where that is no coefficient."""
    return f"se_{before}" if key == "se" and before in ("mean", "skewness", "kurtosis") else key


# a table with one of these is no list of counts
MEASURES = frozenset(
    {"mean", "sd", "variance", "minimum", "maximum", "sum", "r", "r2", "alpha", "b", "t", "f"}
    | {"coefficient", "p", "beta", "median", "chi2", "r_critical", "t_critical", "f_critical"}
    | {"spearman_brown", "validity_coefficient", "se", "cv", "relative_importance"}
    | {"se_skewness", "se_kurtosis", "skewness", "kurtosis", "se_mean", "predictors", "r2_adjusted"}
)
