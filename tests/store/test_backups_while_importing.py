"""Programs that write while others write or back up: nothing fails and nothing is torn."""

from contextlib import ExitStack
from threading import Thread

from crm_analytics.store.backup import backup, restore
from tests.store.importing import added, assert_whole, imported, importer, told

BACKUPS = 25


def test_four_programs_write_a_hundred_waves_each_without_an_error(url, store, study_id, file):
    shop = store.create("Shop", "", "2024", file)
    shares = [(study_id, 0), (study_id, 100), (study_id, 200), (shop, 0)]  # three in one study
    with ExitStack() as running:
        programs = [running.enter_context(importer("import", url, *share, 100)) for share in shares]
        lines = [program.stdout.readlines() for program in programs]
    for said, (_, first) in zip(lines, shares, strict=True):
        assert told(said) == [str(number) for number in range(first, first + 100)]
    for owner, count in ((study_id, 300), (shop, 100)):
        waves = imported(store, owner)
        assert sorted(map(int, waves)) == list(range(count))
        assert_whole(store, owner, waves)
    assert len(store.log()) == 402


def test_four_programs_change_one_document_and_none_overwrites_another(url, store, study_id):
    with ExitStack() as running:
        share = [("document", url, study_id, first, 10) for first in (0, 100, 200, 300)]
        programs = [running.enter_context(importer(*one)) for one in share]
        lines = [program.stdout.readlines() for program in programs]
    mine = [[str(number) for number in range(first, first + 10)] for first in (0, 100, 200, 300)]
    assert [told(said) for said in lines] == mine
    lines = added(store, study_id)
    assert sorted(lines) == sorted(line for one in mine for line in one)
    for one in mine:
        assert [line for line in lines if line in one] == one


def test_backups_of_a_store_in_use_are_of_one_moment_each(url, store, study_id, tmp_path, request):
    moments, lines = [], []
    with importer("paced", url, study_id) as program:
        listener = Thread(target=lambda: lines.extend(program.stdout))
        listener.start()
        for number in range(BACKUPS):
            program.stdin.write("go on\n")
            program.stdin.flush()
            before = len(lines)
            backup(store, tmp_path / f"{number}.backup")
            moments.append((before, len(lines)))
        program.stdin.close()
        listener.join()
    for number, (before, after) in enumerate(moments):
        restored = restore(tmp_path / f"{number}.backup", new_url(number, tmp_path, request))
        waves = imported(restored, study_id)
        assert waves == [str(wave) for wave in range(len(waves))]
        assert before <= len(waves) <= after + 1  # one may be kept and not yet told
        assert len(restored.log()) == 1 + len(waves)
        assert_whole(restored, study_id, waves)
    assert any(before < after for before, after in moments)


def new_url(number, tmp_path, request):
    """Every fifth is brought back into PostgreSQL."""
    if number % 5:
        return f"sqlite:///{tmp_path}/{number}.sqlite"
    server = request.getfixturevalue("server")
    return server.url(server.database())
