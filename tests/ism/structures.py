"""Models for the tests of what shows them: the samples, and relations written small."""

import numpy as np

from crm_analytics.files.printed import printed_files
from crm_analytics.ism import DirectRelations, Panel, SourceFiles, interpret, read
from crm_analytics.ism.judgements import numbered
from crm_analytics.ism.options import IsmOptions, ModelDisplay
from crm_analytics.ism.sections import ism_section
from crm_analytics.report.options import options_of
from tests.ism.judged import SAMPLES, relations

HOSTILE = ("=1+1", "<a href=x>b</a>", "$x$ or **y**", "![](http://e.org/x)", "@SUM(A1)", "رضایت")


def sample(name):
    files = [(name, (SAMPLES / name).read_bytes())]
    return interpret(read(printed_files(files))), SourceFiles.of(files)


def small(n, arrows, names=None):
    one = relations(n, arrows)
    factors = numbered(names) if names else one.factors
    return interpret(Panel(factors, ("a",), one.leads[None]))


def large(n, dense, seed=1):
    random = np.random.default_rng(seed)
    leads = random.random((n, n)) < dense
    np.fill_diagonal(leads, False)
    factors = numbered([f"Factor number {i + 1} of many" for i in range(n)])
    return interpret(Panel(factors, ("a",), DirectRelations(factors, leads).leads[None]))


SOURCE = SourceFiles(("small.csv",), ("0" * 64,))


def shown(model, **chosen):
    known = options_of(IsmOptions)
    options = IsmOptions(**{name: chosen.pop(name) for name in [*chosen] if name in known})
    return ism_section(model, SOURCE, ModelDisplay(options, **chosen))


def tables(section):
    return {table.name: table for table in section.tables}


def chart(section, name):
    return next(one for one in section.charts if one.name == name)
