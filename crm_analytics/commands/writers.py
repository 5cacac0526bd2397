"""The kinds of file in which a command can leave its sections."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from crm_analytics.commands.files import write

if TYPE_CHECKING:
    from crm_analytics.report.section import Section


def _json(sections: Sequence["Section"]) -> bytes:
    from crm_analytics.export.json_text import json_text

    return json_text(sections).encode()


def _xlsx(sections: Sequence["Section"]) -> bytes:
    from crm_analytics.export.workbook import workbook

    return workbook(sections)


def _pptx(sections: Sequence["Section"]) -> bytes:
    from crm_analytics.export.deck import deck

    return deck(sections)


WRITERS: Mapping[str, Callable[[Sequence["Section"]], bytes]] = {
    "json": _json,
    "xlsx": _xlsx,
    "pptx": _pptx,
}


def add_targets(parser: ArgumentParser, kinds: Iterable[str], what: str) -> None:
    """An option for each kind, for example --json FILE."""
    for kind in kinds:
        parser.add_argument(f"--{kind}", metavar="FILE", help=f"write the {what} as {kind}")


def chosen_targets(options: Namespace) -> Mapping[str, str]:
    """The path of each kind that was asked for."""
    return {kind: path for kind in WRITERS if (path := getattr(options, kind, None))}


def write_sections(targets: Mapping[str, str], sections: Sequence["Section"]) -> None:
    """Each file in its kind; all of them tell the same."""
    for kind, path in targets.items():
        write(path, WRITERS[kind](sections))
