"""The compte rendu as one HTML file, to read on screen or print: styles and thumbnails are inside it."""

from __future__ import annotations

import base64
from functools import partial
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from PIL import Image, UnidentifiedImageError

from acceptance.campaign.points import Evidence
from reports.compte_rendu import ANOMALY_DELAYS, CompteRendu
from reports.french import integer

_THUMBNAIL = (360, 240)


def write_html(document: CompteRendu, path: Path) -> Path:
    """Write the document; evidence is looked for beside it and shown as thumbnails that open the kept file."""
    environment = Environment(loader=PackageLoader("reports"), autoescape=True, undefined=StrictUndefined)
    environment.filters["integer"] = integer
    template = environment.get_template("compte_rendu.html")
    thumbnail = partial(_thumbnail, path.parent)
    path.write_text(
        template.render(document=document, delays=ANOMALY_DELAYS, thumbnail=thumbnail) + "\n", encoding="utf-8"
    )
    return path


def _thumbnail(folder: Path, evidence: Evidence) -> str | None:
    """A data address of a small picture of the evidence, or None when it is missing or not a picture."""
    try:
        with Image.open(folder / evidence.path) as picture:
            small = picture.convert("RGB")
    except (OSError, UnidentifiedImageError):
        return None
    small.thumbnail(_THUMBNAIL)
    buffer = BytesIO()
    small.save(buffer, "JPEG", quality=70)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
