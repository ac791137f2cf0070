"""Counts, integrity, files and services of two inventories, set side by side. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from acceptance.migration.files import is_original
from acceptance.migration.findings import Comparison, Family, Finding, Nature
from acceptance.migration.queries import checks, counts
from acceptance.migration.sealed import Record
from acceptance.migration.services import COUNTERS, KEPT
from acceptance.migration.side_by_side import side_by_side
from portal.french import plural


def compare_counts(comparison: Comparison, old: Iterable[Record], new: Iterable[Record]) -> None:
    """Row by row of each count: per school, per role…"""

    def by_key(records: Iterable[Record]) -> dict[str, dict[str, Record]]:
        found: dict[str, dict[str, Record]] = defaultdict(dict)
        for record in records:
            found[record["id"]][json.dumps(record["cle"])] = record
        return found

    before, after = by_key(old), by_key(new)
    for identity, count in counts().items():
        left, right = before.get(identity, {}), after.get(identity, {})
        asked = [any(row["nombres"] is not None for row in side.values()) or not side for side in (left, right)]
        if asked[0] != asked[1] or (identity in before) != (identity in after):
            comparison.findings.append(
                Finding(Family.COUNTS, Nature.UNREADABLE, count["titre"], accident="comptage impossible d’un côté")
            )
            continue
        for key in sorted(left.keys() | right.keys()):
            was, now = (side[key]["nombres"] if key in side else None for side in (left, right))
            if was == now:
                comparison.equal[Family.COUNTS] += was is not None
                continue
            comparison.findings.append(_count_finding(count["titre"], count["cle"], json.loads(key), was, now))


def _count_finding(
    title: str, names: Sequence[str], key: Sequence[object], was: Sequence[int] | None, now: Sequence[int] | None
) -> Finding:
    nature = Nature.MISSING if now is None else Nature.ADDED if was is None else Nature.DIFFERENT
    where = ", ".join(f"{name} {'(aucun)' if value is None else value}" for name, value in zip(names, key, strict=True))
    detail = f"{_figures(was)} → {_figures(now)}"
    return Finding(Family.COUNTS, nature, title, where=where, accident="comptage différent", detail=detail)


def _figures(figures: Sequence[int] | None) -> str:
    return " et ".join(map(str, figures)) if figures else "0"


def compare_integrity(comparison: Comparison, old: Iterable[Record], new: Iterable[Record]) -> None:
    """What breaks a rule on the new side and did not on the old; what broke it already is a remark."""
    before, after = _checks_of(old), _checks_of(new)
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if key[0] == "orphelins":
            _compare_orphans(comparison, was, now)
        elif was is None or now is None or was["sans_objet"] != now["sans_objet"]:
            title = checks()[key[1]]["title"]
            comparison.findings.append(
                Finding(Family.INTEGRITY, Nature.UNREADABLE, title, accident="contrôle impossible d’un côté")
            )
        else:
            _compare_check(comparison, checks()[key[1]], was, now)


def _compare_orphans(comparison: Comparison, was: Record | None, now: Record | None) -> None:
    present = now or was
    assert present is not None
    count = (now["n"] if now else 0) - (was["n"] if was else 0)
    subject = f"{present['b']}.{present['t']}"
    detail = f"{was['n'] if was else 0} → {now['n'] if now else 0}"
    if count > 0:
        comparison.findings.append(
            Finding(
                Family.INTEGRITY,
                Nature.DIFFERENT,
                subject,
                where=present["cle"],
                accident="ligne orpheline",
                detail=detail,
                count=count,
            )
        )
    else:
        accident = "ligne orpheline déjà à la source"
        comparison.findings.append(
            Finding(
                Family.INTEGRITY,
                Nature.DIFFERENT,
                subject,
                present["cle"],
                accident=accident,
                detail=detail,
                remark=True,
            )
        )


def _compare_check(comparison: Comparison, check: Mapping[str, object], was: Record, now: Record) -> None:
    title = str(check["title"])
    if (was["n"], was["empreinte"]) == (now["n"], now["empreinte"]):
        comparison.equal[Family.INTEGRITY] += 1
        if was["n"] and check["expect"] == "none":
            detail = plural(was["n"], "cas", "cas")
            comparison.findings.append(
                Finding(
                    Family.INTEGRITY, Nature.DIFFERENT, title, accident="déjà à la source", detail=detail, remark=True
                )
            )
        return
    accident = "règle enfreinte" if now["n"] > was["n"] and check["expect"] != "same" else "résultat différent"
    comparison.findings.append(
        Finding(
            Family.INTEGRITY,
            Nature.DIFFERENT,
            title,
            accident=accident,
            detail=f"{plural(was['n'], 'cas', 'cas')} → {plural(now['n'], 'cas', 'cas')}",
            count=max(1, abs(now["n"] - was["n"])),
            # Fewer faults, or the same number of others: the rows say it already.
            remark=now["n"] <= was["n"] and check["expect"] != "same",
        )
    )


def _checks_of(records: Iterable[Record]) -> dict[tuple[str, str], Record]:
    found = {}
    for record in records:
        key = record["id"] if record["k"] == "integrite" else f"{record['b']}.{record['t']} {record['cle']}"
        found[(record["k"], key)] = record
    return found


def compare_files(comparison: Comparison, old: Iterable[Record] | None, new: Iterable[Record] | None) -> None:
    """Path by path: same size and same content. A file that left for another place is told with it."""
    if old is None or new is None:
        if old is not new:
            side = "ancien" if old is None else "nouveau"
            comparison.findings.append(
                Finding(Family.FILES, Nature.UNREADABLE, "fichiers", accident="fichiers non lus", detail=f"côté {side}")
            )
        return
    added: dict[str, str] = {}
    missing: list[tuple[Finding, str]] = []
    for left, right in side_by_side(old, new, lambda record: record["p"].encode()):
        present = right or left
        assert present is not None
        before = None if left is None or left.get("absent") else left
        after = None if right is None or right.get("absent") else right
        if before is None and after is None:
            _compare_absent(comparison, present["p"], left, right)
        elif trouble := next((side["erreur"] for side in (before, after) if side and side.get("erreur")), ""):
            comparison.findings.append(Finding(Family.FILES, Nature.UNREADABLE, present["p"], accident=trouble))
        elif after is None:
            assert before is not None
            missing.append((_missing_file(present["p"], before, right or left), before["h"]))
        elif before is None:
            added[after["h"]] = present["p"]
            comparison.findings.append(_added_file(present["p"], after))
        elif (before["n"], before["h"]) != (after["n"], after["h"]):
            comparison.findings.append(_changed_file(present["p"], before, after))
        else:
            comparison.equal[Family.FILES] += 1
            _compare_medium(comparison, present["p"], before, after)
    comparison.findings += [_moved(finding, added.get(digest)) for finding, digest in missing]


def _compare_absent(comparison: Comparison, path: str, left: Record | None, right: Record | None) -> None:
    """A medium without a file on either side: refused uploads leave such rows (data-model.md 4.4)."""
    if left is not None and right is not None:
        comparison.findings.append(
            Finding(Family.FILES, Nature.MISSING, path, accident="média sans fichier, déjà à la source", remark=True)
        )
    elif right is not None:
        comparison.findings.append(
            Finding(
                Family.FILES,
                Nature.MISSING,
                path,
                where=f"média {right['m']}",
                accident="média dont le fichier n’est pas à sa place",
            )
        )


def _missing_file(path: str, before: Record, announcing: Record | None) -> Finding:
    medium = announcing.get("m") if announcing else None
    where = f"média {medium}" if medium is not None else ""
    return Finding(
        Family.FILES, Nature.MISSING, path, where=where, accident="fichier perdu", detail=f"{before['n']} octets"
    )


def _added_file(path: str, after: Record) -> Finding:
    """A file that nothing announces and that was not there."""
    return Finding(Family.FILES, Nature.ADDED, path, accident="fichier en trop", detail=f"{after['n']} octets")


def _changed_file(path: str, before: Record, after: Record) -> Finding:
    if after["n"] == 0:
        accident = "fichier vide"
    elif after["n"] < before["n"]:
        accident = "fichier coupé"
    else:
        accident = "contenu changé"
    detail = f"{before['n']} → {after['n']} octets"
    where = f"média {after['m']}" if "m" in after else ""
    return Finding(Family.FILES, Nature.DIFFERENT, path, where=where, accident=accident, detail=detail)


def _moved(finding: Finding, place: str | None) -> Finding:
    """A lost file whose content is elsewhere: its path holds the date, the owner and the number of its medium."""
    if place is None:
        return finding
    same_name = PurePosixPath(place).name == PurePosixPath(finding.subject).name
    accident = "fichier déplacé" if same_name else "fichier renommé"
    return Finding(
        finding.family, finding.nature, finding.subject, finding.where, (), accident, f"son contenu est dans {place}"
    )


def _compare_medium(comparison: Comparison, path: str, before: Record, after: Record) -> None:
    """The same file, but no longer announced by the same medium."""
    if is_original(path) and before.get("m") != after.get("m"):
        nature = Nature.MISSING if after.get("m") is None else Nature.ADDED
        accident = "fichier qu’aucun média n’annonce plus" if after.get("m") is None else "fichier annoncé en plus"
        comparison.findings.append(Finding(Family.FILES, nature, path, accident=accident))


def compare_services(comparison: Comparison, old: Sequence[Record], new: Sequence[Record]) -> None:
    """What must survive of Redis, and the queues: they exist, somebody takes their messages."""
    before, after = ({(record["k"], record["id"]): record for record in side} for side in (old, new))
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            accident = "service lu d’un seul côté"
            comparison.findings.append(Finding(Family.SERVICES, Nature.UNREADABLE, key[1], accident=accident))
        elif key[0] == "file":
            _compare_queue(comparison, key[1], was, now)
        else:
            _compare_family(comparison, key[1], was, now)


def _compare_queue(comparison: Comparison, queue: str, was: Record, now: Record) -> None:
    """A message sent before its queue is declared is lost (data-model.md 8)."""
    accident = ""
    if was["existe"] and not now["existe"]:
        accident = "file d’attente absente"
    elif was["consommateurs"] and not now["consommateurs"]:
        accident = "file d’attente sans consommateur"
    elif now["messages"] < was["messages"]:
        accident = "messages en attente perdus"
    if not accident:
        comparison.equal[Family.SERVICES] += 1
        return
    detail = f"{plural(was['messages'], 'message')} → {plural(now['messages'], 'message')}"
    comparison.findings.append(
        Finding(Family.SERVICES, Nature.DIFFERENT, f"file {queue}", accident=accident, detail=detail)
    )


def _compare_family(comparison: Comparison, family: str, was: Record, now: Record) -> None:
    """Caches and sessions are made again; counters not yet moved to the base would be lost for ever."""
    figures = [(side["n"], side.get("somme")) for side in (was, now)]
    if figures[0] == figures[1]:
        comparison.equal[Family.SERVICES] += 1
        return
    told = [
        f"{plural(side['n'], 'clé')}" + (f", somme {side['somme']}" if family == COUNTERS else "")
        for side in (was, now)
    ]
    comparison.findings.append(
        Finding(
            Family.SERVICES,
            Nature.DIFFERENT,
            f"Redis, {family}",
            accident="clés perdues" if now["n"] < was["n"] else "clés différentes",
            detail=" → ".join(told),
            remark=family not in KEPT,
        )
    )
