"""Makes the later waves of the insurance sample: `python -m tests.data.waves.make_sample`.

Invented from the invented first wave, seed 1404. About two thirds of the people stay (same id),
the others leave and new ones join, more of them young each year. Trust rises, quality of service
falls, the rest hardly moves. A person's answers to one dimension wander together, a few alone.
"""

import csv
from pathlib import Path

import numpy as np

SAMPLES = Path(__file__).parents[3] / "sample_data"
PEOPLE = ("gender", "qualification", "age", "level", "service")
SHIFTS = {"2024": {"TR": 0.24, "QU": -0.14}, "2025": {"TR": 0.26, "QU": -0.10, "TE": 0.14}}
STAY, TOGETHER, ALONE, YOUNG = 0.66, 0.40, 0.30, 0.35
SIZE = {"2024": 301, "2025": 296}


def waves():
    """Rows of each later wave as mappings from column to text, by the wave's name."""
    draw = np.random.default_rng(1404)
    with (SAMPLES / "insurance_study.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    newest, made = len(rows), {}
    for name, shifts in SHIFTS.items():
        stay = [row for row in rows if draw.random() < STAY]
        joined = _joined(rows, SIZE[name] - len(stay), draw)
        for number, row in enumerate(joined, newest + 1):
            row["id"] = str(number)
        newest += len(joined)
        rows = [_moved(row, shifts, draw) for row in (*stay, *joined)]
        made[name] = rows
    return made


def _joined(rows, count, draw):
    young = [row for row in rows if row["age"] in ("<20", "20-29")]
    pools = [young if draw.random() < YOUNG else rows for _ in range(count)]
    return [dict(pool[draw.integers(len(pool))]) for pool in pools]


def _moved(row, shifts, draw):
    moved, wander = dict(row), {}
    for column, answer in row.items():
        if column == "id" or column in PEOPLE:
            continue
        dimension = column[:2]
        usual = shifts.get(dimension, 0.06)  # the end of the scale holds some back
        wander.setdefault(dimension, round(draw.normal(usual, TOGETHER)))
        alone = int(draw.choice([-1, 0, 1], p=[ALONE / 2, 1 - ALONE, ALONE / 2]))
        moved[column] = str(min(max(int(answer) + wander[dimension] + alone, 1), 5))
    return moved


def written(name, rows):
    """The file of a wave: in 2024 gender is called sex; in 2025 TC5 was not asked."""
    renamed = {"2024": {"gender": "sex"}, "2025": {}}[name]
    dropped = {"2024": (), "2025": ("TC5",)}[name]
    columns = [column for column in rows[0] if column not in dropped]
    lines = [",".join(renamed.get(column, column) for column in columns)]
    lines += [",".join(row[column] for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for wave, people in waves().items():
        path = SAMPLES / f"insurance_{wave}.csv"
        path.write_text(written(wave, people), encoding="utf-8")
