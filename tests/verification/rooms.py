"""All tables of the book, in its order."""

from tests.verification import (
    agreement,
    correlations,
    descriptives,
    groups,
    htmt,
    models,
    new_methods,
    nist_regression,
    nist_univariate,
    nist_variance,
    one_factor,
    polychoric,
    printed,
    priority,
    reliability,
    structure,
    wave_scales,
    waves,
)

OF_PROGRAMS = (
    *descriptives.ROOMS,
    *reliability.ROOMS,
    *one_factor.ROOMS,
    *htmt.ROOMS,
    *polychoric.ROOMS,
    *priority.ROOMS,
    *correlations.ROOMS,
    *models.ROOMS,
    *groups.ROOMS,
    *waves.ROOMS,
    *wave_scales.ROOMS,
    *new_methods.ROOMS,
    *agreement.ROOMS,
    *structure.ROOMS,
)

OF_NIST = (*nist_univariate.ROOMS, *nist_variance.ROOMS, *nist_regression.ROOMS)
ROOMS = (*OF_PROGRAMS, *OF_NIST, *printed.ROOMS, *structure.PRINTED)
