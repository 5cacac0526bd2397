"""How a wave was asked, in words."""

from collections.abc import Iterator

from crm_analytics.survey.instrument import AskedWave, Instrument

AS_NOW = "As the questionnaire says"


def how_asked(instrument: Instrument, name: str) -> str:
    """What was different in this wave; nothing is left out."""
    wave = instrument.wave(name)
    if wave.printed:
        return f"Known from print: {', '.join(wave.printed)}"
    parts = "; ".join(_parts(instrument, wave))
    return parts or AS_NOW


def _parts(instrument: Instrument, wave: AskedWave) -> Iterator[str]:
    called = {column: own for column, own in wave.columns.items() if column not in wave.left_out}
    if called:
        yield ", ".join(f"{column} is called {own}" for column, own in called.items())
    if wave.turned:
        yield f"{', '.join(wave.turned)} turned round"
    if wave.left_out:
        yield f"{', '.join(wave.left_out)} left out"
    ends = {d.name: (d.scale.low, d.scale.high) for d in instrument.dimensions}
    for dimension, scale in wave.scales.items():
        if ends.get(dimension) == (scale.low, scale.high):
            yield f"{dimension} in other words"
        else:
            yield f"{dimension} on {scale}, looked at alone"
    for column, renamed in wave.categories.items():
        yield f"{column}: {', '.join(f'{old} is called {new}' for new, old in renamed.items())}"
