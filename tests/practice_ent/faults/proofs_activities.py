"""How the faults of the activities of a class are seen: each function says whether the ENT is broken so."""

from __future__ import annotations

import re

from tests.practice_ent.faults.world import World
from tests.practice_ent.visitor import XHR

_YEAR = "/classe/gestion/changement-annee/"
# An id that nothing has.
_NOBODY = 999_999_999


def _change_year(world: World, name: str, form: str, choice: str) -> None:
    """One step of the change of year of the first class, said done."""
    teacher, group_id = world.person("teacher"), world.school.classroom
    world.rows("DELETE FROM group_data WHERE name = 'CURRENT_YEAR'")
    token = re.search(rf'name="{form}\[_token]" value="(\w+)"', world.get(_YEAR).text)
    assert token
    fields = {"name": name, "group_id": str(group_id), f"{form}[choice]": choice, f"{form}[_token]": token[1]}
    done = teacher.post(f"{world.portal}{_YEAR}etape", data=fields, headers=XHR, allow_redirects=False)
    assert done.json() == {"success": True}, done.text


def _closes_nothing(world: World) -> bool:
    with world.tried():
        _change_year(world, "change_year_classroom_pupil", "classroom_pupil_data_reset_form", "DELETE")
        return not world.rows("SELECT 1 FROM user WHERE archived AND high_role_id = 8")


def _loses_articles(world: World) -> bool:
    with world.tried():
        _change_year(world, "change_year_blog_article", "blog_article_data_reset_form", "KEEP")
        return not world.rows("SELECT 1 FROM blog_article_blog WHERE blog_id = 1")


def _done_is_lost(world: World) -> bool:
    """A work that does not exist is said done: nothing looks at what is sent."""
    address = f"{world.portal}/api/1.0/homeworks/occurrences/{_NOBODY}/done"
    return world.person("pupil").post(address, allow_redirects=False).status_code == 201


def _signature_is_lost(world: World) -> bool:
    """A message that does not exist is said signed: nothing looks at what is sent."""
    answer = world.get(f"/carnet-de-liaison/signer-message/{_NOBODY}", "parent")
    return (answer.status_code, answer.text) == (200, "true")


PROOFS = {
    "homework-done-lost": _done_is_lost,
    "liaison-signature-lost": _signature_is_lost,
    "year-change-closes-nothing": _closes_nothing,
    "year-change-loses-articles": _loses_articles,
}
