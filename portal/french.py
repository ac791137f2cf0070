"""French numbers and typography, for every sentence a user reads."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"  # before « : » and inside guillemets
THIN = "\u202f"  # narrow no-break space: thousands, before « ; ! ? % » and units
_BEFORE_HIGH_SIGN = re.compile(r" (?=[;!?])")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|ms|s|min|h|j|Ko|Mo|Go|pages?/s)(?![\w’]))")
_IN_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def integer(value: int) -> str:
    """A count: ``12 345``, cut in thousands by a narrow no-break space."""
    return f"{value:,}".replace(",", THIN)


def number(value: float, decimals: int = 1) -> str:
    """A decimal number: ``1 234,5``."""
    return f"{value:,.{decimals}f}".replace(",", THIN).replace(".", ",")


def percent(share: float, decimals: int = 1) -> str:
    """A share between 0 and 1 as ``96,2 %``; never rounded up to 100 % nor down to 0 % unless it is exactly that."""
    text = number(share * 100, decimals)
    step = 10.0**-decimals
    if share < 1 and text == number(100, decimals):
        text = number(100 - step, decimals)
    elif share > 0 and text == number(0, decimals):
        text = number(step, decimals)
    return f"{_without_zeros(text)}{THIN}%"


def seconds(value: float) -> str:
    """A response time: ``84 ms`` below one second, else ``1,04 s``; three digits at least, so nothing hides."""
    if value < 0.9995:
        return f"{number(value * 1000, 0)}{THIN}ms"
    return f"{number(value, 2 if value < 99.995 else 1)}{THIN}s"


def delay(value: float) -> str:
    """A delay as a person sets it: ``3 s``, ``1,5 s``, ``500 ms``."""
    if value < 1:
        return f"{_without_zeros(number(value * 1000, 3))}{THIN}ms"
    return f"{_without_zeros(number(value, 3))}{THIN}s"


def length(value: float) -> str:
    """How long something lasted, in whole seconds gone by: ``45 s``, ``3 min 20 s``, ``2 h 05 min``."""
    minutes, rest = divmod(int(value), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        parts = [f"{hours} h", f"{minutes:02d} min" if minutes else ""]
    elif minutes:
        parts = [f"{minutes} min", f"{rest} s" if rest else ""]
    else:
        parts = [f"{rest} s"]
    return THIN.join(part.replace(" ", THIN) for part in parts if part)


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 page``, ``2 345 pages``; zero is singular in French."""
    return f"{integer(count)}{NO_BREAK}{one if count < 2 else many or one + 's'}"


def typeset(text: str) -> str:
    """Put the no-break spaces where French wants them, in a sentence written with ordinary spaces."""
    text = text.replace("« ", f"«{NO_BREAK}").replace(" »", f"{NO_BREAK}»").replace(" :", f"{NO_BREAK}:")
    text = _BEFORE_HIGH_SIGN.sub(THIN, text)
    text = _BEFORE_UNIT.sub(THIN, text)
    return _IN_THOUSANDS.sub(THIN, text)


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(",") if "," in text else text
