"""Pages of the old and the new platform compared, what varies by itself being learnt from the old one (MIG-04, MIG-05).

Each page is asked twice of the old side, in two sessions: what differs between the two (tokens, dates, « il y a 3
minutes ») is noise, and is left out of the comparison with the new one. The idea is that of Twitter's Diffy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urljoin, urlsplit

from acceptance.migration.confidence import told
from acceptance.migration.findings import Verdict
from acceptance.migration.points import PointVerdict
from portal.http import Answer

_TOKENS = re.compile(r"<!--.*?-->|<[^>]+>|[^<]+", re.DOTALL)
_BLANKS = re.compile(r"\s+")
_REDIRECTS = (301, 302, 303, 307, 308)
_SHOWN = 3
_HOST = "⟨portail⟩"
Fetch = Callable[[str], Answer]


@dataclass(frozen=True)
class PageResult:
    """``faults``: what differs, in French, without what people wrote; ``noisy``: tokens left out, of ``tokens``."""

    path: str
    faults: tuple[str, ...]
    tokens: int = 0
    noisy: int = 0


def tokens_of(html: str, origin: str) -> list[str]:
    """Tags and texts of a page, blanks made even, its own host under one name."""
    text = html.replace(origin, _HOST)
    found = (_BLANKS.sub(" ", token).strip() for token in _TOKENS.findall(text))
    return [token for token in found if token and not token.startswith("<!--")]


def noise(first: Sequence[str], second: Sequence[str]) -> set[int]:
    """Places of the first page that differ in the second; an insertion makes its neighbours noisy."""
    found: set[int] = set()
    for kind, start, end, _, _ in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if kind == "insert":
            found |= {start - 1, start}
        elif kind != "equal":
            found |= set(range(start, end))
    return found


def compare_page(path: str, first: Answer, second: Answer, new: Answer, old_origin: str, new_origin: str) -> PageResult:
    """Compare one page; ``first`` and ``second`` come from the old side."""
    statuses = (first.status, new.status)
    if first.status != second.status or first.status != 200:
        return PageResult(path, (f"l’ancienne page ne répond pas de même deux fois ({first.status}, {second.status})",))
    if new.status != 200:
        return PageResult(path, (f"réponse {statuses[0]} → {statuses[1]}",))
    before, again = tokens_of(first.text, old_origin), tokens_of(second.text, old_origin)
    after, noisy = tokens_of(new.text, new_origin), noise(before, again)
    faults = list(_differences(before, after, noisy))
    host = urlsplit(old_origin).netloc
    if host != urlsplit(new_origin).netloc and (links := new.text.count(host)):
        faults.append(f"l’ancien nom du portail y est encore {links} fois")
    return PageResult(path, tuple(faults), len(before), len(noisy))


def check_old_address(path: str, answer: Answer, old_origin: str, new_origin: str, entry: str) -> str:
    """What is wrong with an old address after the cut-over: it answers as before, or leads to its twin; empty if so.

    A redirection of everything to the entry page hides lost pages: it is a fault, except for the entry itself.
    """
    if answer.status == 200:
        return ""
    if answer.status not in _REDIRECTS:
        return f"réponse {answer.status}" if answer.status else answer.error or "aucune réponse"
    target = urljoin(f"{old_origin}{path}", answer.headers.get("Location", ""))
    parts = urlsplit(target)
    if target.startswith((f"{new_origin}/", f"{old_origin}/")) and parts.path.rstrip("/") == path.split("?")[0].rstrip(
        "/"
    ):
        return ""
    if parts.path.rstrip("/") == entry.rstrip("/"):
        return "renvoie à la page d’accueil au lieu de sa jumelle"
    return f"renvoie ailleurs ({parts.netloc}{parts.path})"


def pages_verdict(results: Sequence[PageResult], population: int | None = None) -> PointVerdict:
    """MIG-05. A page that is mostly noise proves nothing."""
    judged = [result for result in results if not (result.tokens and result.noisy > result.tokens / 2)]
    faults = [result for result in judged if result.faults]
    if not judged:
        return PointVerdict(Verdict.NOT_VALID, "aucune page comparée")
    phrase = f"pages : {told(len(faults), len(judged), population)}"
    if len(judged) < len(results):
        phrase += f" ; {len(results) - len(judged)} trop changeantes pour être comparées"
    if faults:
        shown = ", ".join(f"{result.path} ({result.faults[0]})" for result in faults[:_SHOWN])
        return PointVerdict(Verdict.NOT_CONFORM, f"{phrase} ; {shown}")
    return PointVerdict(Verdict.CONFORM, phrase)


def addresses_verdict(faults: Sequence[tuple[str, str]], count: int) -> PointVerdict:
    """MIG-04; ``faults``: path and what is wrong."""
    if not count:
        return PointVerdict(Verdict.NOT_VALID, "aucune ancienne adresse essayée")
    phrase = f"anciennes adresses : {told(len(faults), count)}"
    if faults:
        return PointVerdict(
            Verdict.NOT_CONFORM, f"{phrase} ; " + ", ".join(f"{path} {why}" for path, why in faults[:_SHOWN])
        )
    return PointVerdict(Verdict.CONFORM, phrase)


def _differences(before: Sequence[str], after: Sequence[str], noisy: set[int]) -> Iterable[str]:
    lost = added = changed = 0
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        steady = [place for place in range(start, end) if place not in noisy]
        if kind == "insert" and not {start - 1, start} & noisy:
            added += last - first
        elif kind == "delete":
            lost += len(steady)
        elif kind == "replace" and (steady or last - first > end - start):
            changed += len(steady) or last - first
    for count, what in ((lost, "perdus"), (added, "en trop"), (changed, "changés")):
        if count:
            yield f"éléments de page {what} : {count}"
