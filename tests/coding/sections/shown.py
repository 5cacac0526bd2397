"""Sections of codings made from little."""

from crm_analytics.coding import Choices, agreement
from crm_analytics.coding.sections import agreement as agreement_section
from crm_analytics.coding.sections import codes as codes_section
from crm_analytics.coding.sections.stamp import Source, Sources
from tests.coding.coders import FEW

SOURCES = Sources((Source("codes.csv", "c" * 64),))


def agreed(given, sources=SOURCES, about="", **choices):
    found = agreement(given, Choices(**choices), FEW)
    return agreement_section.section(given, found, agreement_section.Shown(sources, about))


def coded(given, book=None, sources=SOURCES, **shown):
    return codes_section.section(given, book, codes_section.Shown(sources, **shown))


def table(section, name):
    (found,) = (table for table in section.tables if table.name == name)
    return found


def chart(section, name):
    (found,) = (chart for chart in section.charts if chart.name == name)
    return found


def column(section, name, key):
    return list(table(section, name).column(key))
