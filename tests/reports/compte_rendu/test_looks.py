"""Colours stay readable, in print as on screen."""

from __future__ import annotations

import pytest

from reports.compte_rendu import looks
from reports.compte_rendu.blocks import Look

_BACKGROUNDS = {**looks.TINTS, Look.HEAD: looks.SHADE, Look.ID: looks.SHADE, Look.STRONG: looks.SHADE}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", list(Look))
def test_every_line_keeps_a_contrast_of_seven_to_one(look: Look) -> None:
    colour = looks.STYLES[look].colour
    assert contrast(colour, "#ffffff") >= 7
    assert contrast(colour, _BACKGROUNDS.get(look, "#ffffff")) >= 7


def test_small_lines_stay_readable_on_the_colour_of_a_status() -> None:
    for tint in looks.TINTS.values():
        for look in (Look.SMALL, Look.MUTED, Look.TEXT):
            assert contrast(looks.STYLES[look].colour, tint) >= 6
