"""Bytes that a disk changed or lost: they are found, and nobody is told anything wrong."""

import os
import random
import shutil
import signal

import pytest

from crm_analytics.errors import StoreTrouble
from crm_analytics.store.studies import open_store
from crm_analytics.store.study_rows import to_parquet
from crm_analytics.store.verify import damage
from tests.store.conftest import survey_file
from tests.store.importing import assert_whole, imported, importer, opened_at_once, run_until

SEED = 20
PAGE = 4096  # bytes of a page of SQLite


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A store with two studies, of two texts and three waves each, and nothing open."""
    path = tmp_path_factory.mktemp("whole") / "studies.sqlite"
    store = open_store(f"sqlite:///{path}")
    for number in range(2):
        study_id = store.create(f"Study {number}", f"number: {number}\n" * 40, "0", survey_file(40))
        for wave in (1, 2):
            store.add_wave(study_id, str(wave), survey_file(60 * wave + number))
        store.save_questionnaire(study_id, f"number: {number}\nnew: yes\n" * 40)
        store.note(study_id, "overview", "a note", 0)
    return path


def answers(store, ids):
    """Everything from which numbers are computed; None where it is refused."""
    told = {}
    for study_id in ids:
        told[study_id, "asked"] = tried(lambda: store.open(study_id).questionnaire)  # noqa: B023
        for number in (1, 2):
            told[study_id, "text", number] = tried(store.questionnaire, study_id, number)
        for name in "012":
            wave = tried(store.wave, study_id, name)
            told[study_id, "wave", name] = wave and to_parquet(wave)
    return told


def tried(step, *arguments):
    try:
        return step(*arguments)
    except StoreTrouble:
        return None


def flipped_bit(content, chance):
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def other_byte_in_the_head_of_a_page(content, chance):
    at = chance.randrange(len(content) // PAGE) * PAGE + chance.randrange(60)
    content[at] = (content[at] + chance.randrange(1, 256)) % 256


def other_sector(content, chance):
    at = chance.randrange(len(content) // 512) * 512
    content[at : at + 512] = chance.randbytes(512)


@pytest.mark.parametrize("harm", [flipped_bit, other_byte_in_the_head_of_a_page, other_sector])
def test_of_a_damaged_file_nothing_wrong_is_told(whole, tmp_path, harm):
    good = open_store(f"sqlite:///{whole}")
    ids = [listed.id for listed in good.studies()]
    truth = answers(good, ids)
    chance, refused = random.Random(SEED), 0
    for number in range(30):
        content = bytearray(whole.read_bytes())
        harm(content, chance)
        path = tmp_path / f"{number}.sqlite"
        path.write_bytes(content)
        store = tried(open_store, f"sqlite:///{path}")
        if store is None:
            refused += 1
            continue
        told = answers(store, ids)
        wrong = {part: got for part, got in told.items() if got not in (truth[part], None)}
        assert wrong == {}
        if None in told.values():
            refused += 1
            assert tried(damage, store) != ()
    assert refused > 2


def test_a_changed_byte_of_a_wave_is_found_and_all_else_is_whole(whole, tmp_path):
    good = open_store(f"sqlite:///{whole}")
    first, second = (listed.id for listed in good.studies())
    truth = answers(good, (first, second))
    blob = to_parquet(good.wave(first, "2"))
    content = bytearray(whole.read_bytes())
    parts = (blob[at : at + 16] for at in range(0, len(blob), 16))
    only_here = next(part for part in parts if content.count(part) == 1)
    content[content.index(only_here)] ^= 128
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(content)
    store = open_store(f"sqlite:///{path}")
    [problem] = damage(store)
    assert problem.where == f"Study '{store.open(first).title}' ({first}), wave '2'"
    assert answers(store, (first, second)) == {**truth, (first, "wave", "2"): None}


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    """A store whose writer died, the study, and the size of its journal after each of six waves."""
    path = tmp_path_factory.mktemp("journal") / "studies.sqlite"
    study_id = open_store(f"sqlite:///{path}").create("Bank", "", "first", survey_file())
    with importer() as program:
        lines = run_until(
            program, ("journal", path, study_id), lambda it: os.kill(it, signal.SIGKILL), after=6
        )
    return path, study_id, [int(line.split()[2]) for line in lines]


def lost_end(content, at, chance):
    del content[at:]


def zeros_at_the_end(content, at, chance):
    content[at:] = bytes(len(content) - at)


def changed_byte(content, at, chance):
    content[at] ^= 1 << chance.randrange(8)


def other_bytes_to_the_end(content, at, chance):
    content[at:] = chance.randbytes(len(content) - at)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.parametrize("harm", [lost_end, zeros_at_the_end, changed_byte, other_bytes_to_the_end])
def test_waves_before_the_damage_of_a_journal_remain(journal, tmp_path, harm):
    path, study_id, sizes = journal
    chance = random.Random(SEED)
    for number in range(10):
        copy = tmp_path / f"{number}.sqlite"
        shutil.copy(path, copy)
        content = bytearray(path.with_name(f"{path.name}-wal").read_bytes())
        at = chance.randrange(sizes[0], len(content))
        harm(content, at, chance)
        copy.with_name(f"{copy.name}-wal").write_bytes(content)
        store = opened_at_once(f"sqlite:///{copy}")
        waves = imported(store, study_id)
        assert waves == [str(wave) for wave in range(len(waves))]
        assert len(waves) >= sum(size <= at for size in sizes)
        assert_whole(store, study_id, waves)
        store.add_wave(study_id, "after", survey_file())


def test_a_damaged_name_of_a_table_is_damage_like_any_other(whole, tmp_path):
    content = whole.read_bytes()
    damaged = content.replace(b"CREATE TABLE wave (", b"CREATE TABLX wave (")
    damaged = damaged.replace(b"tablewavewave", b"table\xff\xff\xff\xffwave")
    assert len(damaged) == len(content)
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(damaged)
    with pytest.raises(StoreTrouble) as trouble:
        open_store(f"sqlite:///{path}")
    assert str(trouble.value) == (
        f"Store '{path}': is damaged. Put a backup in its place, or name another file in CRM_STORE."
    )


def test_a_damaged_index_puts_no_wave_in_the_place_of_another(whole, tmp_path):
    good = open_store(f"sqlite:///{whole}")
    ids = [listed.id for listed in good.studies()]
    truth = answers(good, ids)
    content = whole.read_bytes()
    for number, study_id in enumerate(ids):
        first, second = (study_id + name for name in "12")  # as they stand in the index by name
        swapped = content.replace(first.encode(), b"?" * 17).replace(
            second.encode(), first.encode()
        )
        path = tmp_path / f"{number}.sqlite"
        path.write_bytes(swapped.replace(b"?" * 17, second.encode()))
        assert path.read_bytes() != content
        store = open_store(f"sqlite:///{path}")
        assert {got for part, got in answers(store, ids).items() if got != truth[part]} <= {None}
        assert damage(store) != ()
