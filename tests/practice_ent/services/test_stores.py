"""Values that pass, in both modes: the same rules in Redis and in the table of the embedded mode."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.services.addresses import Addresses

_SCRIPT = """
import json, os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "fixtures.practice_ent.settings.ent"
import django
django.setup()
from fixtures.practice_ent.stores import store
store = store()
found = {"type": type(store).__name__}
store.set("user:1", "é")
store.set("passing", "x", 1)
found["read"] = [store.get("user:1"), store.get("passing"), store.get("absent")]
found["added"] = [store.add("view:1", 600), store.add("view:1", 600), store.add("brief", 1), store.add("view:2", 600)]
store.increment("BLOG_VISIT:1", "BLOG_VISIT:2")
store.increment("BLOG_VISIT:1")
found["counters"] = store.starting_with("BLOG_VISIT:")
deadline = time.monotonic() + 10
while (store.get("passing") or store.get("brief")) and time.monotonic() < deadline:
    time.sleep(0.01)
found["later"] = [store.get("passing"), store.add("brief", 600), store.get("user:1")]
store.delete("user:1", "absent")
found["deleted"] = store.get("user:1")
print(json.dumps(found))
"""


@pytest.mark.parametrize("kind", ["TableStore", "RedisStore"])
def test_values_pass_and_counters_count(
    seeded: Path, tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    shutil.copy(seeded / "ent.sqlite3", tmp_path)
    environment = {**os.environ, "PREAU_ENT_DATA": str(tmp_path)}
    if kind == "RedisStore":
        addresses: Addresses = request.getfixturevalue("running_services")
        environment["PREAU_REDIS"] = addresses.set_apart("sans", 15).redis
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "type": kind,
        "read": ["é", "x", None],
        "added": [True, False, True, True],
        "counters": {"BLOG_VISIT:1": "2", "BLOG_VISIT:2": "1"},
        "later": [None, True, "é"],
        "deleted": None,
    }
