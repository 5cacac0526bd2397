"""What R says of repeated measures, power and Bayes factors; see the script beside the numbers."""

import json
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parents[1] / "data" / "new_methods"
R = json.loads((FOLDER / "references.json").read_text(encoding="utf-8"))
SCORES = pd.read_csv(FOLDER / "scores.csv")
WAVES = {"three": ["w1", "w2", "w3"], "four": ["w1", "w2", "w3", "w4"]}
