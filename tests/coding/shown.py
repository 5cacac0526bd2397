"""Sections of codings made from little."""

from crm_analytics.coding import (
    AgreementOptions,
    CodesOptions,
    Sources,
    agreement,
    agreement_section,
    codes_section,
)
from tests.coding.coders import FEW

SOURCES = Sources((("codes.csv", "c" * 64),))


def agreed(given, sources=SOURCES, about="", **options):
    options = AgreementOptions(about=about, **options)
    found = agreement(given, options, draws=FEW)
    return agreement_section.section(given, found, sources, options)


def coded(given, book=None, sources=SOURCES, **options):
    return codes_section.section(given, book, sources, CodesOptions(**options))


def table(section, name):
    (found,) = (table for table in section.tables if table.name == name)
    return found


def chart(section, name):
    (found,) = (chart for chart in section.charts if chart.name == name)
    return found


def column(section, name, key):
    return list(table(section, name).column(key))
