"""What people write and draw: invented, short, in French."""

from __future__ import annotations

import random
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

TITLES = (
    "Notre sortie au jardin des plantes",
    "La rencontre avec le boulanger",
    "Le potager de l’école au printemps",
    "Une histoire écrite à plusieurs mains",
    "Nos expériences sur l’eau",
    "Le cross du quartier",
    "La chorale prépare son concert",
    "Ce que nous avons lu ce mois-ci",
)
PARAGRAPHS = (
    "Nous sommes partis à pied, il faisait beau et personne ne s’est perdu.",
    "Chacun a posé une question, puis nous avons noté les réponses dans le cahier.",
    "Les plus grands ont aidé les plus jeunes à tenir les outils.",
    "Nous avons mesuré, dessiné, puis comparé nos résultats.",
    "La prochaine fois, nous irons plus loin, jusqu’à la vieille tour.",
    "Merci à toutes les familles qui nous ont accompagnés.",
)
COMMENTS = (
    "C’était une belle journée.",
    "J’aime beaucoup les photos.",
    "Est-ce qu’on pourra y retourner ?",
    "Bravo à tout le monde !",
)
SUBJECTS = (
    "Réunion de jeudi soir",
    "Goûter de fin de période",
    "Matériel à apporter lundi",
    "Photo de classe",
)
REPLIES = (
    "Merci pour le message, c’est bien noté.",
    "D’accord, je m’en occupe ce soir.",
    "Je ne pourrai pas venir, mais merci de l’invitation.",
)
DRAWINGS = 8
_COLOURS = ("#e07a5f", "#3d405b", "#81b29a", "#f2cc8f", "#6a8eae")


def article_text(rng: random.Random) -> str:
    """The HTML of an article of two to four paragraphs."""
    return "".join(f"<p>{text}</p>" for text in rng.sample(PARAGRAPHS, rng.randint(2, 4)))


def message_text(rng: random.Random, mark: str) -> str:
    """The HTML of a message; its text too bears the mark, as the subject of an answer is that of what it answers."""
    return f"<p>{mark} Bonjour,</p><p>{rng.choice(PARAGRAPHS)}</p>"


@cache
def drawing(number: int) -> bytes:
    """A PNG of a few kilobytes; ``number`` (0 to DRAWINGS - 1) tells which one, so that few are ever drawn."""
    rng = random.Random(number)
    picture = Image.new("RGB", (320, 240), "#ffffff")
    pen = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y, size = rng.randrange(300), rng.randrange(220), rng.randrange(20, 80)
        pen.ellipse((x, y, x + size, y + size), fill=rng.choice(_COLOURS))
    return _png(picture)


@cache
def small_drawing() -> bytes:
    """A PNG of about a hundred bytes."""
    return _png(Image.new("RGB", (32, 24), _COLOURS[0]))


def _png(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
