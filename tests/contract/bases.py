"""The base of a practice ENT, read and changed by SQL in both storage modes: SQLite of the data folder, or MariaDB."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from fixtures.services.mariadb import connect

# So that MariaDB understands what SQLite does: "group" is a name, so is 'group' where a table is expected, || joins
# texts, rows come in any order.
_AS_SQLITE = "SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT', foreign_key_checks = 0"
_QUOTED_TABLE = re.compile(r"\b(FROM|INTO|UPDATE|JOIN) '(\w+)'")


def execute(data: Path, mariadb: str, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Rows found, if any. ``?`` stands for each value; what is changed is written at once."""
    if not mariadb:
        with closing(sqlite3.connect(data / "ent.sqlite3", timeout=20)) as base, base:
            return base.execute(sql, values).fetchall()
    with closing(connect(mariadb)) as base:
        cursor = base.cursor()
        cursor.execute(_AS_SQLITE)
        sql = _QUOTED_TABLE.sub(r"\1 `\2`", sql).replace("INSERT OR IGNORE", "INSERT IGNORE")
        # Without values the driver takes the text as it is.
        cursor.execute(sql.replace("%", "%%").replace("?", "%s") if values else sql, values or None)
        return list(cursor.fetchall())
