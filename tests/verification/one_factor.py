"""ω, CR, AVE, loadings and fit of the one-factor model beside lavaan's, which stops a little earlier."""

from crm_analytics.statistics.one_factor import one_factor
from crm_analytics.survey.instrument import ALL_ITEMS
from tests.reference import NAMES
from tests.verification.compared import EXACT, TINY, Compared, Number, Room
from tests.verification.reliability import scale_moments

SHARES = (("ω", "omega", "omega_total_model_variance"),)
SHARES += (("CR", "cr", "composite_reliability_std"), ("AVE", "ave", "ave_std"))
OF_SCALE = {name: Number(name, 6, floor=TINY, headline=True, most=8) for name, *_ in SHARES}
OF_ALL = {name: Number(f"{name} (all items)", 5.3, floor=TINY, most=8) for name, *_ in SHARES}
LOADING = Number("loading", 5.23, floor=1, most=8)
IN_ALL = Number("loading (all items)", 5.23, floor=1, most=8)
CHI2, DF, P = (
    Number("χ²", 6, floor=1, most=8),
    Number("df", EXACT),
    Number("p", 6, floor=1e-8, most=8),
)


def of_scales(name):
    for scale, moments, r in scale_moments(name):
        found, theirs = one_factor(scale, moments), r["cfa_one_factor"]
        assert found.heywood == ()
        numbers = OF_ALL if scale == ALL_ITEMS else OF_SCALE
        for label, field, key in SHARES:
            yield Compared(name, scale, numbers[label], getattr(found, field), theirs[key])
        fit = theirs["fit"]
        yield Compared(name, scale, CHI2, found.chi2, fit["chisq"])
        yield Compared(name, scale, DF, found.df, fit["df"])
        yield Compared(name, scale, P, found.p, fit["pvalue"] if found.df else None)


def of_items(name):
    """The sign of a factor is anyone's choice: loadings are compared without it."""
    for scale, moments, r in scale_moments(name):
        theirs = r["cfa_one_factor"]["std_loadings"]
        loadings = one_factor(scale, moments).loadings
        for item, loading in zip(moments.names, loadings.tolist(), strict=True):
            number = IN_ALL if scale == ALL_ITEMS else LOADING
            yield Compared(name, item, number, abs(loading), abs(theirs[item]))


SETS, LAVAAN = tuple(NAMES), "R 4.2.2, lavaan 0.6.14"
ROOMS = (
    Room("One factor: ω, CR and AVE", "scale", LAVAAN, SETS, of_scales, 252),
    Room("One factor: loadings", "item", LAVAAN, SETS, of_items, 332),
)
