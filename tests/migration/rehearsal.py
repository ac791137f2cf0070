"""Two installations for the rehearsal of a migration: an old practice ENT, and its copy by MariaDB's own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from redis import Redis

from acceptance.migration.base import open_base
from acceptance.migration.compare import compare
from acceptance.migration.descent import descend
from acceptance.migration.findings import Comparison, Finding
from acceptance.migration.installation import Installation
from acceptance.migration.inventory import Options, take
from acceptance.migration.sealed import Inventory
from fixtures.services.mariadb import connect


@dataclass
class Side:
    """One installation: its base, its files, its Redis."""

    installation: Installation
    files: Path
    folder: Path

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement as a careless administrator would: no foreign key is checked, no date is changed."""
        with closing(connect(self.installation.bases["app"])) as base, base.cursor() as cursor:
            cursor.execute("SET foreign_key_checks = 0")
            cursor.execute(sql, values or None)
            return list(cursor.fetchall())

    def inventory(self, name: str, **options: Any) -> Inventory:
        out = self.folder / f"{name}.inventaire"
        return take(self.installation, out, Options(load=1.0, **options), sleep=lambda _seconds: None)

    @property
    def redis(self) -> Redis:
        return Redis.from_url(self.installation.redis, decode_responses=True)


def copy_base(source: str, target: str) -> None:
    """``mariadb-dump`` into ``mariadb``, as the contractor will do."""
    with closing(connect(target, database=False)) as server, server.cursor() as cursor:
        name = urlsplit(target).path.strip("/")
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
        cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb3 COLLATE utf8mb3_unicode_ci")
    dump = ["mariadb-dump", *_client(source), "--single-transaction", "--quick", urlsplit(source).path.strip("/")]
    load = ["mariadb", *_client(target), urlsplit(target).path.strip("/")]
    environments = [
        {**os.environ, "MYSQL_PWD": unquote(urlsplit(address).password or "")} for address in (source, target)
    ]
    with subprocess.Popen(dump, stdout=subprocess.PIPE, env=environments[0]) as dumping:
        subprocess.run(load, stdin=dumping.stdout, env=environments[1], check=True)
    assert dumping.returncode == 0


def _client(address: str) -> list[str]:
    parts = urlsplit(address)
    where = ["--no-defaults", f"--host={parts.hostname}", f"--port={parts.port}", f"--user={parts.username}"]
    return [*where, "--protocol=tcp", "--default-character-set=utf8mb4"]


def copy_files(source: Path, target: Path) -> None:
    shutil.copytree(source, target)


@contextmanager
def live(old: Side, new: Side) -> Iterator[Any]:
    """How to go down to the rows of both."""
    bases = [
        {name: open_base(name, address) for name, address in side.installation.bases.items()} for side in (old, new)
    ]
    try:
        yield descend(*bases)
    finally:
        for side in bases:
            for base in side.values():
                base.close()


def verified(old: Side, new: Side, before: Inventory) -> Comparison:
    """The old inventory against the new installation as it is now, down to the rows."""
    with live(old, new) as going_down:
        return compare(before, new.inventory("nouveau"), going_down)


def red(comparison: Comparison) -> list[Finding]:
    return [finding for finding in comparison.findings if not finding.remark]
