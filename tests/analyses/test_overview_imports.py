"""What the first page of a fresh server waits for: the Overview of the sample."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OVERVIEW = """
import sys
from crm_analytics.analyses.battery import battery, summary
from crm_analytics.report.section import provenance
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.view import View

sample = SAMPLES[0]
(file,) = sample.files().values()
view = View.of(Responses.fit(questionnaire.read(sample.questionnaire), file))
first, *_ = battery(view, provenance(view, file.sha256, ""), ("overview", *summary()), thorough=False)
assert first.finding
print(*sys.modules)
"""


def test_the_overview_of_the_sample_loads_none_of_the_slow_libraries():
    """scipy.stats alone takes half a second, statsmodels and pingouin import it too."""
    done = subprocess.run(
        [sys.executable, "-c", OVERVIEW], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not {"scipy.stats", "statsmodels", "pingouin"} & set(done.stdout.split())
