"""Do the coders of interviews agree, and what did they code?

coder_sheet, reading    coders' files, to codings that are known to be comparable
codings, code_book      who gave which codes to which unit; categories and groups of codes
ratings                 codings as patterns that are counted, and what sets of codes share
kappa, krippendorff     coefficients of agreement, and their standard errors
coefficients            those that apply, with intervals, and what they would mean
agreement               all coders, every two, every code; where they disagree
code_use                how each code, category and group is used, and what goes together
options                 what a reader may choose, and the files behind it
agreement_section, agreement_tables, codes_section   how it all looks
"""

from crm_analytics.coding.agreement import CoderAgreement, agreement
from crm_analytics.coding.code_book import CodeBook, read_book
from crm_analytics.coding.codings import Coded, Codings, Unit
from crm_analytics.coding.coefficients import meaning
from crm_analytics.coding.options import AgreementOptions, CodesOptions, Sources
from crm_analytics.coding.ratings import Gaps
from crm_analytics.coding.reading import read

__all__ = [
    "AgreementOptions",
    "CodeBook",
    "Coded",
    "CoderAgreement",
    "CodesOptions",
    "Codings",
    "Gaps",
    "Sources",
    "Unit",
    "agreement",
    "meaning",
    "read",
    "read_book",
]
