"""How numbers are written so that every processor writes the same."""

from math import floor, log10

SHOWN = 10  # digits at most
EDGE = 0.7  # of the last digit: what lies between two roundings is written as the reference


def agreement(compared):
    """Digits that agree: whole ones, and a plus where there are as many as any processor holds."""
    number = compared.number
    if not compared.agrees:
        return "**apart**"
    if compared.ours is None:
        return "none"
    if number.decimals is not None:
        return "as printed"
    return "equal" if number.exact else _digits(compared.digits, number.most)


def worst(every):
    """The agreement of the worst of many comparisons of one number."""
    found = min((c for c in every if c.ours is not None), key=lambda c: c.digits, default=None)
    if found is None:
        return "none"
    tenths = found.number.digits % 1 and found.digits < found.number.most
    return f"{floor(10 * found.digits) / 10:g}" if tenths else agreement(found)


def asked(number):
    """How much must agree."""
    if number.exact:
        return "equal"
    if number.slack is not None:
        return f"within {number.slack:g}"
    return "as printed" if number.decimals is not None else f"{number.digits:g}"


def _digits(digits, most):
    return f"{most:g}+" if digits >= most else f"{floor(digits)}"


def ours(compared):
    """Ours with one digit fewer than agree, and two more than are printed in a table."""
    value, number = compared.ours, compared.number
    if value is None:
        return "–"
    if number.decimals is not None:
        return f"{float(f'{value:.13g}'):.{number.decimals + 2}f}"
    if not compared.agrees or compared.theirs is None:
        return f"{value:.{SHOWN}g}"
    return _like(value, compared.theirs, places(compared))


def theirs(compared):
    """The reference as it stands in its file, to ten digits."""
    value, number = compared.theirs, compared.number
    if value is None:
        return "–"
    if number.decimals is not None:
        return f"{value:.{number.decimals}f}"
    return f"{value:.{SHOWN}g}"


def places(compared):
    """Digits of ours that are the same on every processor."""
    apart = abs(compared.ours - compared.theirs)
    most = floor(compared.number.most) if not compared.number.exact else SHOWN + 1
    if apart == 0:
        return min(SHOWN, most - 1)
    agreeing = -log10(apart / abs(compared.theirs)) if compared.theirs else 0
    return max(1, min(SHOWN, floor(min(agreeing, most)) - 1))


def _like(value, reference, digits):
    near = float(f"{reference:.{digits}g}")
    last = 10.0 ** (floor(log10(abs(reference))) - digits + 1) if reference else 0
    return f"{near if abs(value - near) <= EDGE * last else value:.{digits}g}"
