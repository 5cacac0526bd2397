"""Do the coders of interviews agree, and what did they code?

layout, sheet, segments, reading   coders' files, to codings that are known to be comparable
codings, ratings                   codings, and the patterns of them that are counted
chance, krippendorff, overlap, standard_error, coefficients, undefined, by_code
                                   how far coders agree
disagreement                       where they do not
meaning                            what a coefficient would mean
agreeing                           codings to everything about their agreement
keeping                            the files as one archive, and back
book, use                          open codes, categories and groups, and how each is used
"""

from crm_analytics.coding.agreeing import Agreement, Choices, agreement
from crm_analytics.coding.book import CodeBook, read_book
from crm_analytics.coding.codings import Coded, Codings, Unit
from crm_analytics.coding.meaning import meaning
from crm_analytics.coding.ratings import Gaps
from crm_analytics.coding.reading import read

__all__ = [
    "Agreement",
    "Choices",
    "CodeBook",
    "Coded",
    "Codings",
    "Gaps",
    "Unit",
    "agreement",
    "meaning",
    "read",
    "read_book",
]
