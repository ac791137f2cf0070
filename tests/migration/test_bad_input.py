"""What goes wrong on the way is named; what was read is kept, marked as partial, and never turns green."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acceptance.migration.accepted import AcceptedError, accept, read_accepted
from acceptance.migration.base import Base, BaseError, BaseLostError, open_base
from acceptance.migration.compare import compare
from acceptance.migration.compare_content import compare_files
from acceptance.migration.files import paired, read_file
from acceptance.migration.findings import Comparison, Family, Finding, Nature, Verdict
from acceptance.migration.installation import Installation, InstallationError, read_installation
from acceptance.migration.inventory import Options, take
from acceptance.migration.journal import JournalError
from acceptance.migration.sealed import FORMAT, InventoryError, line_of, open_sealed, seal
from tests.migration.conftest import Rehearsal
from tests.migration.rehearsal import red


def _no_wait(_seconds: float) -> None:
    return


@pytest.fixture
def embedded(seeded: Path) -> Installation:
    return Installation("embarque", "Embarqué", {"app": str(seeded / "ent.sqlite3")}, seeded / "fichiers")


def test_wrong_credentials_are_named_without_the_password(rehearsal: Rehearsal, tmp_path: Path) -> None:
    address = rehearsal.old.installation.bases["app"]
    password = address.split("@")[0].rpartition(":")[2]
    wrong = replace(rehearsal.old.installation, bases={"app": address.replace(password, "autre-secret")})
    with pytest.raises(BaseError, match="refuse ce compte") as raised:
        take(wrong, tmp_path / "x.inventaire")
    assert "autre-secret" not in f"{raised.value}"
    assert list(tmp_path.iterdir()) == []


def test_a_base_that_is_not_there_is_named(tmp_path: Path) -> None:
    nowhere = Installation("x", "X", {"app": "mysql://u:secret@127.0.0.1:9/bns3_app"})
    with pytest.raises(BaseError, match=r"bns3_app de 127\.0\.0\.1 ne répond pas"):
        take(nowhere, tmp_path / "x.inventaire")


class _Vanishing:
    """A base that stops answering after some slices."""

    def __init__(self, base: Base, slices: int) -> None:
        self._base, self._left = base, slices

    def __getattr__(self, name: str) -> Any:
        return getattr(self._base, name)

    def slice(self, *arguments: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise BaseLostError("la base app a cessé de répondre", remedy="")
        return self._base.slice(*arguments)


def test_a_base_that_vanishes_leaves_a_partial_inventory_that_is_resumed(
    embedded: Installation, tmp_path: Path
) -> None:
    out = tmp_path / "x.inventaire"
    whole = take(embedded, tmp_path / "entier.inventaire", sleep=_no_wait)

    def vanishing(slices: int) -> Callable[[str, str], Base]:
        return lambda name, address: _Vanishing(open_base(name, address), slices)  # type: ignore[return-value]

    partial = take(embedded, out, sleep=_no_wait, opener=vanishing(12))
    assert not partial.complete
    comparison = compare(whole, partial)
    assert [comparison.verdict(point) for point in ("MIG-01", "MIG-02")] == [Verdict.NOT_VALID] * 2
    assert "a cessé de répondre" in comparison.invalid[0]
    assert {finding.nature for finding in red(comparison)} == {Nature.UNREADABLE}

    again = take(embedded, out, sleep=_no_wait)
    assert again.complete
    assert again.header["repris"]
    assert list(again.records()) == list(whole.records())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["entier.inventaire", "x.inventaire"]


def test_a_command_killed_in_the_middle_of_a_line_is_resumed(embedded: Installation, tmp_path: Path) -> None:
    out = tmp_path / "x.inventaire"
    whole = take(embedded, tmp_path / "entier.inventaire", sleep=_no_wait)

    def stop(label: str, done: int, _total: int) -> None:
        if label == "Intégrité" and done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(embedded, out, sleep=_no_wait, progress=stop)
    journal = out.with_name("x.inventaire.journal")
    journal.write_bytes(journal.read_bytes()[:-7])
    assert list(take(embedded, out, sleep=_no_wait).records()) == list(whole.records())


def test_a_journal_of_another_inventory_is_refused(embedded: Installation, tmp_path: Path) -> None:
    out = tmp_path / "x.inventaire"
    out.with_name("x.inventaire.journal").write_bytes(line_of({"k": "journal", "installation": "autre"}))
    with pytest.raises(JournalError, match="n’est pas le même"):
        take(embedded, out)


def test_a_table_without_a_key_is_compared_row_by_row(rehearsal: Rehearsal, tmp_path: Path) -> None:
    for side in (rehearsal.old, rehearsal.new):
        side.execute("CREATE TABLE sans_cle (nom VARCHAR(20), note INT)")
        side.execute("INSERT INTO sans_cle VALUES ('a', 1), ('a', 1), ('b', 2), (NULL, 3)")
    try:
        only_base = [replace(side.installation, files=None, redis="") for side in (rehearsal.old, rehearsal.new)]
        before, same = (take(one, tmp_path / f"{one.name}.inventaire", sleep=_no_wait) for one in only_base)
        assert red(compare(before, same)) == []
        rehearsal.new.execute("DELETE FROM sans_cle WHERE nom = 'a' LIMIT 1")
        rehearsal.new.execute("INSERT INTO sans_cle VALUES ('b', 2)")
        found = red(compare(before, take(only_base[1], tmp_path / "apres.inventaire", sleep=_no_wait)))
        assert {(finding.subject, finding.accident) for finding in found} == {
            ("app.sans_cle", "ligne perdue"),
            ("app.sans_cle", "ligne en trop"),
        }
        assert all("table sans clé" in finding.where for finding in found)
    finally:
        for side in (rehearsal.old, rehearsal.new):
            side.execute("DROP TABLE sans_cle")


def test_a_file_that_changes_while_it_is_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "grandit.txt"
    path.write_bytes(b"x")
    stat = Path.stat

    def growing(self: Path, **options: Any) -> os.stat_result:
        if self == path:
            with path.open("ab") as file:
                file.write(b"x")
        return stat(self, **options)

    monkeypatch.setattr(Path, "stat", growing)
    assert read_file(path)[2] == "change pendant la lecture"


def test_a_file_that_cannot_be_read_is_unreadable_not_missing(tmp_path: Path) -> None:
    (tmp_path / "2026_01_01/5/9").mkdir(parents=True)
    (tmp_path / "2026_01_01/5/9/perdu.pdf").symlink_to(tmp_path / "nulle-part")
    (record, _) = paired(tmp_path, [("2026_01_01/5/9/perdu.pdf", 9, 12)])
    assert "illisible" in record["erreur"]
    comparison = Comparison()
    good = {"k": "fichier", "p": record["p"], "n": 12, "h": "abc", "m": 9, "a": 12}
    compare_files(comparison, [good], [record])
    assert [finding.nature for finding in comparison.findings] == [Nature.UNREADABLE]
    assert comparison.verdict("MIG-02") is Verdict.NOT_VALID


def test_a_missing_folder_of_files_makes_the_inventory_partial(embedded: Installation, tmp_path: Path) -> None:
    taken = take(replace(embedded, files=tmp_path / "absent"), tmp_path / "x.inventaire", sleep=_no_wait)
    assert not taken.complete
    assert any(record["k"] == "illisible" and "n’existe pas" in record["pourquoi"] for record in taken.records())


def test_services_that_do_not_answer_make_the_inventory_partial(embedded: Installation, tmp_path: Path) -> None:
    away = replace(embedded, files=None, redis="redis://127.0.0.1:9/0", rabbitmq="amqp://u:p@127.0.0.1:9/")
    taken = take(away, tmp_path / "x.inventaire", sleep=_no_wait)
    assert not taken.complete
    unread = [record["quoi"] for record in taken.records() if record["k"] == "illisible"]
    assert unread == ["Redis", "RabbitMQ"]


def test_clocks_that_differ_are_told(tmp_path: Path) -> None:
    header = {"grain": 1024, "fichiers": "", "horloges": {"app": 3600}}
    both = [seal(tmp_path / name, header, [], complete=True) for name in ("a", "b")]
    found = compare(*both).findings
    assert [(finding.accident, finding.remark) for finding in found] == [("horloges différentes", True)] * 2


def test_an_altered_inventory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.inventaire"
    seal(path, {"grain": 1024}, [{"k": "compte", "n": 12}], complete=True)
    assert open_sealed(path).lines == 1
    altered = gzip.decompress(path.read_bytes()).replace(b'"n":12', b'"n":13')
    path.write_bytes(gzip.compress(altered))
    with pytest.raises(InventoryError, match="modifié après coup"):
        open_sealed(path)


def test_an_inventory_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.inventaire"
    seal(path, {"grain": 1024}, [{"k": "compte", "n": n} for n in range(1000)], complete=True)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InventoryError, match="illisible"):
        open_sealed(path)
    path.write_bytes(gzip.compress(b"".join(gzip.decompress(whole).splitlines(keepends=True)[:-1])))
    with pytest.raises(InventoryError, match="avant sa fin"):
        open_sealed(path)


def test_an_inventory_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.inventaire"
    seal(path, {"preau": "9.9"}, [], complete=True)
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    lines[0]["format"] = FORMAT + 1
    path.write_bytes(gzip.compress(b"".join(line_of(line) for line in lines)))
    with pytest.raises(InventoryError, match=r"format 2, fait par Préau 9\.9"):
        open_sealed(path)


def test_something_else_than_an_inventory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.inventaire"
    for content, reason in ((b"bonjour", "illisible"), (gzip.compress(b"{}\n"), "pas un inventaire")):
        path.write_bytes(content)
        with pytest.raises(InventoryError, match=reason):
            open_sealed(path)
    with pytest.raises(InventoryError, match="introuvable"):
        open_sealed(tmp_path / "absent")


def test_two_grains_prove_nothing(embedded: Installation, tmp_path: Path) -> None:
    bare = replace(embedded, files=None)
    fine, coarse = (
        take(bare, tmp_path / f"{grain}.inventaire", Options(grain=grain), sleep=_no_wait) for grain in (1, 1024)
    )
    comparison = compare(fine, coarse)
    assert "grain" in comparison.invalid[0]
    assert comparison.verdict("MIG-01") is Verdict.NOT_VALID


def test_an_empty_comparison_proves_nothing() -> None:
    assert Comparison().verdict("MIG-01") is Verdict.NOT_VALID


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[acceptee]]\nsujet = "app.user"\n', "il manque raison"),
        ('[[acceptee]]\nsujet = "*"\nraison = "tout"\n', "tout serait accepté"),
        ('[[acceptee]]\nsujet = "a"\nraison = "b"\nnature = "perdu"\n', "« perdu » est inconnu"),
        ('[[acceptee]]\nsujet = "a"\nraison = "b"\ncolonne = "c"\n', "clé inconnue"),
        ("[acceptee\n", "ligne 1"),
    ],
)
def test_acceptances_that_cannot_be_used_are_named(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "acceptees.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AcceptedError, match=reason):
        read_accepted(path)


def test_an_acceptance_covers_its_columns_alone_and_never_what_was_not_read(tmp_path: Path) -> None:
    path = tmp_path / "acceptees.toml"
    path.write_text('[[acceptee]]\nsujet = "app.user"\ncolonnes = ["last_connection"]\nraison = "visites"\n')
    seen = Finding(Family.ROWS, Nature.DIFFERENT, "app.user", columns=("last_connection",))
    both = replace(seen, columns=("last_connection", "login"))
    unread = replace(seen, nature=Nature.UNREADABLE)
    lost = replace(seen, nature=Nature.MISSING, columns=())
    told, unused = accept([seen, both, unread, lost], read_accepted(path))
    assert [finding.accepted for finding in told] == ["visites", "", "", ""]
    assert unused == []


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "n’existe pas"),
        ("[installations.ancien]\ntitre = 'x'\n", "il manque bases"),
        ("[installations.ancien]\nbases = { app = 'PREAU_RIEN' }\n", "PREAU_RIEN"),
        ("[installations.ancien]\nbases = { app = 'mysql://u:secret@h/b' }\n", "contient une adresse"),
        ("[installations.ancien]\nbases = { app = 'a.sqlite3' }\ncouleur = 'x'\n", "clé inconnue « couleur »"),
        ("[installations.ancien]\nbases = { app = 'PREAU_FAUX' }\n", "n’est pas une adresse"),
    ],
)
def test_settings_that_cannot_be_used_are_named_and_show_no_secret(tmp_path: Path, table: str, reason: str) -> None:
    path = tmp_path / "preau.toml"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(InstallationError, match=reason) as raised:
        read_installation("ancien", path, {"PREAU_FAUX": "http://u:secret@h/"})
    assert "secret" not in str(raised.value)
