"""Printed tables as files, and what a check says about them."""

from pathlib import Path

from crm_analytics.paper import check, read

FOLDER = Path(__file__).parents[1] / "data" / "papers"


def text_of(name):
    return (FOLDER / f"{name}.csv").read_text(encoding="utf-8")


def said(text):
    """Row, column, printed and implied of every finding."""
    return [(f.row, f.column, f.printed, f.implied) for f in check(read(text)).findings]


def rules_tested(text):
    """How often each rule was tested."""
    return dict(check(read(text)).tested)
