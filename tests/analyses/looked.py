"""The insurance sample looked at with other choices, weights, or only some people."""

from dataclasses import replace
from functools import cache

import numpy as np

from crm_analytics.analyses.battery import build
from crm_analytics.analyses.registry import registry
from crm_analytics.report.section import provenance
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.view import View

SAMPLE = SAMPLES[0]


@cache
def everyone():
    return View.of(Responses.fit(questionnaire.read(SAMPLE.questionnaire), SAMPLE.files()[""]))


def weighted():
    uneven = np.random.default_rng(1).uniform(0.3, 3, everyone().people)
    return replace(everyone(), weights=uneven)


def asked(change):
    """The same answers under a questionnaire that is changed first."""
    text = change(SAMPLE.questionnaire)
    return View.of(Responses.fit(questionnaire.read(text), SAMPLE.files()[""]))


def section(id, view=None, tick=lambda share: None, **choices):
    view = view or everyone()
    stamp = provenance(view, SAMPLE.files()[""].sha256, SAMPLE.questionnaire)
    return build(id, view, stamp, registry()[id].options(**choices), tick=tick)


def table(section, name):
    return next(t for t in section.tables if t.name == name).records()
