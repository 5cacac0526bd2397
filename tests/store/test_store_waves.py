import hashlib

import pytest
from sqlalchemy import delete, select, update

from crm_analytics.errors import StoreTrouble
from crm_analytics.store.schema import wave, wave_file
from crm_analytics.store.study_rows import to_parquet

DAMAGED = (
    "Wave '2024': is damaged: what is kept is not what was saved. "
    "Restore the store from a backup, or delete this wave and import its file again."
)


def flip_a_byte(store, name):
    place = select(wave.c.study_id, wave.c.position).where(wave.c.name == name)
    with store.writing() as connection:
        study_id, position = connection.execute(place).one()
        mine = (wave_file.c.study_id == study_id, wave_file.c.position == position)
        blob = bytearray(connection.scalar(select(wave_file.c.blob).where(*mine)))
        blob[len(blob) // 2] ^= 1
        connection.execute(update(wave_file).where(*mine).values(blob=bytes(blob)))


def test_waves_stand_in_the_order_in_which_they_were_added(store, study_id, file, larger_file):
    store.add_wave(study_id, "2026", larger_file)
    store.add_wave(study_id, "2025", file)
    waves = store.open(study_id).waves
    assert [(wave.name, wave.rows) for wave in waves] == [
        ("2024", 5),
        ("2026", 900),
        ("2025", 5),
    ]


def test_equal_waves_have_the_hash_of_their_content(store, study_id, file):
    store.add_wave(study_id, "again", file)
    first, again = store.open(study_id).waves
    assert first.sha256 == again.sha256 == hashlib.sha256(to_parquet(file)).hexdigest()


def test_a_wave_is_never_replaced(store, study_id, file, larger_file):
    with pytest.raises(StoreTrouble) as trouble:
        store.add_wave(study_id, "2024", larger_file)
    assert str(trouble.value) == (
        "Wave '2024': is already in this study, and a wave never changes. Choose another name."
    )
    assert to_parquet(store.wave(study_id, "2024")) == to_parquet(file)


def test_one_changed_byte_is_noticed(store, study_id):
    flip_a_byte(store, "2024")
    with pytest.raises(StoreTrouble) as trouble:
        store.wave(study_id, "2024")
    assert str(trouble.value) == DAMAGED


def test_a_wave_whose_answers_are_gone_is_called_damaged(store, study_id):
    with store.writing() as connection:
        connection.execute(delete(wave_file))
    with pytest.raises(StoreTrouble) as trouble:
        store.wave(study_id, "2024")
    assert str(trouble.value) == DAMAGED
    assert store.studies()[0].waves == 1


def test_beside_a_damaged_wave_everything_else_is_readable(store, study_id, file):
    store.add_wave(study_id, "2025", file)
    other = store.create("Shop", "", "first", file)
    flip_a_byte(store, "2024")
    assert store.wave(study_id, "2025").rows == 5
    assert store.wave(other, "first").rows == 5
    assert [wave.name for wave in store.open(study_id).waves] == ["2024", "2025"]


def test_a_damaged_wave_can_be_deleted_and_imported_again(store, study_id, file):
    store.add_wave(study_id, "2025", file)
    flip_a_byte(store, "2024")
    store.delete_wave(study_id, "2024")
    store.add_wave(study_id, "2024", file)
    assert [wave.name for wave in store.open(study_id).waves] == ["2025", "2024"]


def test_the_only_wave_stays(store, study_id):
    with pytest.raises(StoreTrouble) as trouble:
        store.delete_wave(study_id, "2024")
    assert str(trouble.value) == (
        "Wave '2024': is the only wave of this study. Delete the study instead."
    )


@pytest.mark.parametrize("use", ["wave", "delete_wave"])
def test_a_wave_that_is_not_there_is_refused(store, study_id, use):
    with pytest.raises(StoreTrouble) as trouble:
        getattr(store, use)(study_id, "1999")
    assert str(trouble.value) == "Wave '1999': is not in this study. Choose one of its waves."
