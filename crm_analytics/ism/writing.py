"""An SSIM as the CSV file it is read from."""

import csv
from io import StringIO

from crm_analytics.ism.reading.lines import guarded
from crm_analytics.ism.relations import Relations


def write(relations: Relations) -> str:
    """Columns `id, factor, 1, 2, …`, the letters above the diagonal; reading it gives the same."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    ids = [_plain(factor.id) for factor in relations.factors]
    writer.writerow(["id", "factor", *ids])
    for i, factor in enumerate(relations.factors):
        after = range(i + 1, len(ids))
        letters = [relations.letter(i, j) for j in after]
        writer.writerow([ids[i], _plain(factor.name), *[""] * (i + 1), *letters])
    return out.getvalue()


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if guarded(text) else text
