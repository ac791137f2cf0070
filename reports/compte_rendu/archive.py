"""ODT and DOCX files are ZIP archives: the same content must give the same bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

FIXED_DATE = (2019, 1, 1, 0, 0, 0)
_FIRST = "mimetype"  # an ODT begins with it, stored as it is


def reproducible(archive: bytes) -> bytes:
    """The same archive with fixed dates, its files in order of name."""
    source, target = zipfile.ZipFile(BytesIO(archive)), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as rewritten:
        for name in sorted(source.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, FIXED_DATE)
            # Pictures are compressed already.
            stored = name == _FIRST or name.endswith((".jpg", ".jpeg", ".png"))
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            rewritten.writestr(entry, source.read(name))
    return target.getvalue()
