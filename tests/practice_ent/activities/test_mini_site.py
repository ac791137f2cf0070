"""The web site of a class: pages, news, who reads them (contract: platform-features.md 13)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.practice_ent.home.office import Office, School

_BACK = "/site/gestion/"
_PAGE_FORM, _NEWS_FORM = "mini_site_page_form", "mini_site_page_news_form"


@pytest.fixture(scope="module")
def site(teacher: Office) -> str:
    group = teacher.get("/api/1.0/groups/current.json").json()["id"]
    slug: str = teacher.get(f"/api/1.0/groups/{group}/minisite.json").json()["minisite"]["slug"]
    return slug


def _add(teacher: Office, title: str, kind: str) -> requests.Response:
    token = teacher.token(_PAGE_FORM, f"{_BACK}personnalisation/")
    fields = {"title": title, "type": kind, "_token": token}
    return teacher.post(
        f"{_BACK}personnalisation/page/ajouter", {f"{_PAGE_FORM}[{name}]": value for name, value in fields.items()}
    )


def _read(portal: str, site: str, page: str) -> requests.Response:
    return requests.get(f"{portal}/api/1.0/minisite/{site}/pages/{page}.json", timeout=20)


def _number(school: School, slug: str) -> int:
    number: int = school.value("SELECT id FROM mini_site_page WHERE slug = ?", slug)
    return number


def _change(teacher: Office, act: str, **fields: Any) -> int:
    return teacher.post(f"{_BACK}personnalisation/page/{act}", fields, xhr=True).status_code


def test_a_new_page_is_read_by_anybody_once_it_is_public(school: School, teacher: Office, site: str) -> None:
    assert _add(teacher, "Nos sorties", "TEXT").status_code == 302
    assert _read(teacher.portal, site, "nos-sorties").status_code == 404
    assert teacher.get(f"/api/1.0/minisite/{site}/pages/nos-sorties.json").status_code == 200
    number = _number(school, "nos-sorties")
    assert _change(teacher, "confidentialite", id=number) == 200
    assert _read(teacher.portal, site, "nos-sorties").json()["page"]["title"] == "Nos sorties"
    assert _change(teacher, "switch", page_id=number) == 200
    assert _read(teacher.portal, site, "nos-sorties").status_code == 404
    assert _change(teacher, "supprimer", id=number) == 200
    assert teacher.get(f"/api/1.0/minisite/{site}/pages/nos-sorties.json").status_code == 404


def test_news_are_shown_when_published_and_not_before(school: School, teacher: Office, site: str) -> None:
    _add(teacher, "Actualités", "NEWS")
    _change(teacher, "confidentialite", id=_number(school, "actualites"))
    path = f"{_BACK}page/actualites/nouvelle-actualite"

    def write(title: str, status: str) -> None:
        fields = {"title": title, "content": "<p>Vu <script>x</script></p>", "status": status}
        fields["_token"] = teacher.token(_NEWS_FORM, path)
        teacher.post(path, {f"{_NEWS_FORM}[{name}]": value for name, value in fields.items()})

    write("Le potager", "PUBLISHED")
    write("Plus tard", "DRAFT")
    news = _read(teacher.portal, site, "actualites").json()["news"]
    assert [one["title"] for one in news] == ["Le potager"]
    assert "script" not in news[0]["content"]
    teacher.get(f"{_BACK}actualite/plus-tard/statut/1")
    assert len(_read(teacher.portal, site, "actualites").json()["news"]) == 2
    teacher.get(f"{_BACK}actualite/le-potager/supprimer")
    assert [one["title"] for one in _read(teacher.portal, site, "actualites").json()["news"]] == ["Plus tard"]


def test_a_pupil_changes_nothing_of_the_site(teacher: Office, pupil: Office, site: str) -> None:
    assert pupil.post(f"{_BACK}personnalisation/page/ajouter", {}).status_code == 403
    assert pupil.get(f"{_BACK}page/accueil").status_code == 403
    saved = pupil.session.patch(f"{teacher.portal}/api/1.0/minisite/{site}/pages/accueil.json", json={"title": "x"})
    assert saved.status_code == 403
