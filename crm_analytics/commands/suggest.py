"""A questionnaire proposed from a survey file, and what a person should check in it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

from crm_analytics.commands.command import Command, Said
from crm_analytics.commands.files import survey_file
from crm_analytics.errors import SurveyError

if TYPE_CHECKING:
    from crm_analytics.files.file import SurveyFile
    from crm_analytics.survey.instrument import Instrument


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("data", metavar="DATA")


def _run(options: Namespace) -> Said:
    from crm_analytics.survey import questionnaire
    from crm_analytics.survey.suggesting import suggest

    file = survey_file(options.data)
    proposed = suggest(file)
    notes = [f"{note.what}: {note.found}" for note in proposed.notes]
    for dimension, items in _reversed(proposed.instrument, file).items():
        found = f"{', '.join(items)} of {dimension} run against the others; reversed?"
        notes.append(f"Please check: {found}")
    aside = "".join(f"{note}\n" for note in notes)
    return Said(questionnaire.write(proposed.instrument), aside=aside)


def _reversed(instrument: "Instrument", file: "SurveyFile") -> Mapping[str, tuple[str, ...]]:
    from crm_analytics.statistics.reliability import reversed_items
    from crm_analytics.survey.responses import Responses
    from crm_analytics.survey.view import View

    try:
        return reversed_items(View.of(Responses.fit(instrument, file)))
    except SurveyError:  # answers that do not fit yet say so when they are analysed
        return {}


COMMAND = Command("suggest", "a questionnaire proposed from a survey file", _arguments, _run)
