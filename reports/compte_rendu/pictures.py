"""Small pictures of the evidence, made once and shared by every format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from acceptance.campaign.points import Evidence

WIDTH = 56  # millimetres on the page
_PIXELS = 440  # 200 dots an inch
_TALLEST = 0.62  # of the width: the top of a long page, the whole of which is a link away
_QUALITY = 72


@dataclass(frozen=True)
class Thumbnail:
    """A JPEG picture; ``ratio`` is its height in terms of its width."""

    jpeg: bytes
    ratio: float

    @property
    def height(self) -> float:
        """Millimetres on the page, once ``WIDTH`` wide."""
        return WIDTH * self.ratio


def thumbnails(folder: Path, evidence: Iterable[Evidence]) -> Mapping[str, Thumbnail]:
    """The small picture of each piece of evidence, by its path; what is missing or is no picture is left out."""
    paths = sorted({each.path for each in evidence})
    # Decoding frees the interpreter: two cores make two pictures at a time.
    with ThreadPoolExecutor() as pool:
        made = pool.map(lambda path: _thumbnail(folder / path), paths)
        return {path: thumbnail for path, thumbnail in zip(paths, made, strict=True) if thumbnail}


def _thumbnail(path: Path) -> Thumbnail | None:
    try:
        with Image.open(path) as picture:
            top = picture.crop((0, 0, picture.width, min(picture.height, round(picture.width * _TALLEST))))
            small = top.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    small.thumbnail((_PIXELS, _PIXELS), Image.Resampling.BOX)
    buffer = BytesIO()
    small.save(buffer, "JPEG", quality=_QUALITY)
    return Thumbnail(buffer.getvalue(), small.height / small.width)
