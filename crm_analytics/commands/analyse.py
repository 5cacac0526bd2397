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
    parser.add_argument(
        "--wave",
        action="append",
        default=[],
        metavar="NAME=DATA",
        help="a later wave of the same survey; the last one is analysed, and compared with those "
        "before it",
    )
    add_targets(parser, WRITERS, "sections")


def _run(options: Namespace) -> Said:
    from crm_analytics.analyses.battery import battery
    from crm_analytics.analyses.battery import ids as every
    from crm_analytics.commands.waves import answers, looked_at
    from crm_analytics.report.provenance import provenance
    from crm_analytics.survey import questionnaire
    from crm_analytics.survey.over_time import over_time

    ids = None if options.only is None else _chosen(options.only, every())
    targets = chosen_targets(options)
    later = [_named(wave) for wave in options.wave]
    refuse_targets(targets, (options.data, options.questionnaire, *(path for _, path in later)))
    text = read_text(options.questionnaire)
    first, more = survey_file(options.data), [(name, survey_file(path)) for name, path in later]
    instrument, answered = answers(questionnaire.read(text), first, more)
    waves = over_time(instrument, answered, _filters(options.where))
    view = looked_at(waves, answered)
    stamp = provenance(view, answered[view.wave].data_sha256, text)
    made = battery(view, stamp, ids, waves=waves)
    write_sections(targets, made)
    return Said("".join(f"{section.title}: {section.finding}\n" for section in made))


def _chosen(only: str, known: Sequence[str]) -> Sequence[str]:
    ids = list(dict.fromkeys(map(str.strip, only.split(","))))
    unknown = [
        Problem(f"Section '{id}'", "does not exist.", f"Choose among {', '.join(known)}.")
        for id in ids
        if id not in known
    ]
    if unknown:
        raise Problems(*unknown)
    return ids


def _named(wave: str) -> tuple[str, str]:
    name, equals, path = wave.partition("=")
    if not (equals and name.strip() and path):
        problem = Problem(f"Wave '{wave}'", "has no name or no file.", "Write 2024=answers.csv.")
        raise Problems(problem)
    return name.strip(), path


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
