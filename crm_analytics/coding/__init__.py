"""Do the coders of interviews agree, and what did they code?

codings, reading   coders' files, to codings that are known to be comparable
ratings            codings as patterns that are counted
chance, krippendorff, standard_error, coefficients, by_code   how far coders agree
disagreement       where they do not
book, use          open codes, their categories and groups, and how often each is used
meaning            what a coefficient would mean
agreeing           codings to everything about their agreement
"""

from crm_analytics.coding.agreeing import Agreement, Choices, agreement
from crm_analytics.coding.codings import Coded, Codings, Unit
from crm_analytics.coding.ratings import Gaps

__all__ = ["Agreement", "Choices", "Coded", "Codings", "Gaps", "Unit", "agreement"]
