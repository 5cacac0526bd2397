"""A program that imports small waves into a study and tells each name once it was kept.

    importer.py URL STUDY FIRST COUNT [PAUSE]   imports COUNT waves, the first called FIRST
    importer.py                                 reads lines of such arguments, and runs each in a
                                                child that is ready at once

A child is told as "child PID" and its end as "ended". What is refused is told and is the end.
"""

import os
import sys
import time

from conftest import survey_file

from crm_analytics.errors import StoreTrouble
from crm_analytics.store.studies import open_store


def say(*words):
    print(*words, flush=True)  # noqa: T201


def rows_of(name):
    """People of the wave of this name, so that no wave passes for another."""
    return 5 + int(name) % 50


def import_waves(url, study_id, first, count, pause="0"):
    try:
        store = open_store(url)
        for number in range(int(first), int(first) + int(count)):
            store.add_wave(study_id, str(number), survey_file(rows_of(number)))
            say("wave", number)
            time.sleep(float(pause))
    except StoreTrouble as trouble:
        say("refused", trouble)


def serve():
    for line in sys.stdin:
        child = os.fork()
        if not child:
            import_waves(*line.split())
            os._exit(0)
        say("child", child)
        os.waitpid(child, 0)
        say("ended")


if __name__ == "__main__":
    import_waves(*sys.argv[1:]) if sys.argv[1:] else serve()
