"""Numbers, sentences and slides from a survey file and its questionnaire."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_analytics.commands.command import Command, Said
from crm_analytics.commands.files import read_text, refuse_targets, survey_file
from crm_analytics.commands.writers import WRITERS, add_targets, chosen_targets, write_sections
from crm_analytics.errors import Problem, Problems

if TYPE_CHECKING:
    from crm_analytics.survey.view import Filters


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("data", metavar="DATA", help="CSV, XLSX, SAV or Parquet")
    parser.add_argument("--questionnaire", required=True, metavar="Q.yaml")
    parser.add_argument("--only", metavar="ID[,ID]", help="sections, for example reliability")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="DEMOGRAPHIC=CATEGORY",
        help="only these people; repeat it for more categories or demographics",
    )
    add_targets(parser, WRITERS, "sections")


def _run(options: Namespace) -> Said:
    from crm_analytics.survey import questionnaire
    from crm_analytics.survey.responses import Responses
    from crm_analytics.survey.view import View
    from crm_analytics.view import sections
    from crm_analytics.view.provenance import provenance

    ids = _chosen(options.only, sections.IDS)
    targets = chosen_targets(options)
    refuse_targets(targets, (options.data, options.questionnaire))
    text = read_text(options.questionnaire)
    instrument = questionnaire.read(text)
    file = survey_file(options.data)
    view = View.of(Responses.fit(instrument, file), _filters(options.where))
    made = sections.battery(view, provenance(view, file.sha256, text), ids)
    write_sections(targets, made)
    return Said("".join(f"{section.title}: {section.finding}\n" for section in made))


def _chosen(only: str | None, known: Sequence[str]) -> Sequence[str]:
    ids = known if only is None else list(dict.fromkeys(map(str.strip, only.split(","))))
    unknown = [
        Problem(f"Section '{id}'", "does not exist.", f"Choose among {', '.join(known)}.")
        for id in ids
        if id not in known
    ]
    if unknown:
        raise Problems(*unknown)
    return ids


def _filters(where: Sequence[str]) -> "Filters":
    chosen: dict[str, list[str]] = {}
    for condition in where:
        column, equals, category = condition.partition("=")
        if not equals:
            problem = Problem(f"Filter '{condition}'", "has no '='.", "Write gender=female.")
            raise Problems(problem)
        chosen.setdefault(column, []).append(category)
    return tuple((column, tuple(categories)) for column, categories in chosen.items())


COMMAND = Command("analyse", "numbers, sentences and slides from a survey", _arguments, _run)
