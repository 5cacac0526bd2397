"""Another program at the same store: opens it when told to and creates studies, telling each id."""

import sys

from conftest import survey_file

from crm_analytics.store.studies import open_store

url, count = sys.argv[1], int(sys.argv[2])
file = survey_file(people=900)
sys.stdin.readline()
store = open_store(url)
for number in range(count):
    print(store.create(f"Study {number}", f"number: {number}\n", "2024", file), flush=True)  # noqa: T201
