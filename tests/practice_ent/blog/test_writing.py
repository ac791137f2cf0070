"""Writing articles: the life cycle, autosave, the form's checks, deletion."""

from __future__ import annotations

import pytest

from tests.practice_ent.blog.conftest import School
from tests.practice_ent.blog.desk import XHR, Base, titles_in

TEXT = "<p>Il est noir.</p>"


def status(base: Base, slug: str) -> int:
    return int(base.one("SELECT status FROM blog_article WHERE slug = ?", slug))


def count(base: Base) -> int:
    return int(base.one("SELECT count(*) FROM blog_article"))


def test_an_article_goes_from_draft_to_published_through_a_correction(school: School, base: Base) -> None:
    pupil, teacher = school.pupil, school.teacher
    slug = pupil.draft("Mon chien", TEXT)
    article_id = base.article_id(slug)
    assert status(base, slug) == 0

    handed_in = pupil.save(slug, draftTitle="Mon chien", draftContent=TEXT)
    assert handed_in.headers["Location"] == f"/ent/blog/gestion/visualisation/{slug}"
    assert status(base, slug) == 2
    assert base.notified("BLOG_ARTICLE_FINISHED", article_id) == {teacher.account.login}
    shown = pupil.get(f"/blog/gestion/visualisation/{slug}").text
    assert "Ton article a été modifié avec succès.Il est en cours de modération." in shown
    assert "Cet article va être corrigé par ton enseignant" in shown
    assert "status-FINISHED" in shown

    refused = pupil.get(f"/blog/gestion/article/{slug}/editer")
    assert (refused.status_code, refused.headers["Location"]) == (302, "/ent/blog/gestion/")
    assert pupil.autosave(slug, draftTitle="x", draftContent=TEXT).status_code == 403
    assert pupil.post(f"/blog/gestion/article/{article_id}/supprimer", headers=XHR).status_code == 403

    teacher.save(slug, draftTitle="Mon chien", draftContent=TEXT, status="WAITING_FOR_CORRECTION")
    assert status(base, slug) == 3
    assert base.notified("BLOG_ARTICLE_PENDING_CORRECTION", article_id) == {pupil.account.login}
    assert "Ton article a été relu" in pupil.get(f"/blog/gestion/visualisation/{slug}").text
    assert pupil.autosave(slug, draftTitle="Mon chien corrigé").status_code == 200
    row = base.rows("SELECT status, title, draft_title FROM blog_article WHERE slug = ?", slug)
    assert row == [(3, "Mon chien", "Mon chien corrigé")]

    pupil.save(slug, draftTitle="Mon chien corrigé", draftContent=TEXT)
    assert status(base, slug) == 2
    assert titles_in(school.other_pupil.get(f"/blog/article/{slug}").text) == []

    teacher.save(slug, draftTitle="Mon chien corrigé", draftContent=TEXT, status="PUBLISHED")
    assert status(base, slug) == 1
    assert titles_in(school.parent.get(f"/blog/article/{slug}").text) == ["Mon chien corrigé"]
    assert base.notified("BLOG_ARTICLE_PUBLISHED_AUTHOR", article_id) == {pupil.account.login}
    everyone = base.notified("BLOG_ARTICLE_PUBLISHED_EVERYONE", article_id)
    assert {school.other_pupil.account.login, school.parent.account.login} <= everyone
    assert not everyone & {desk.account.login for desk in (pupil, teacher, school.strange_pupil, school.director)}
    assert "Félicitations, ton article a été publié !" in pupil.get(f"/blog/gestion/visualisation/{slug}").text
    assert pupil.post(f"/blog/gestion/article/{article_id}/supprimer", headers=XHR).status_code == 403


def test_a_pupil_cannot_publish(school: School, base: Base) -> None:
    before = count(base)
    answer = school.pupil.finish(draftTitle="Mon chat", draftContent=TEXT, status="PUBLISHED")
    assert answer.status_code == 200
    assert 'id="form_new_article"' in answer.text
    assert count(base) == before
    slug = school.pupil.draft("Mon chat")
    assert school.pupil.save(slug, draftTitle="Mon chat", draftContent=TEXT, status="PUBLISHED").status_code == 200
    assert status(base, slug) == 0


def test_a_pupil_s_form_offers_no_status(school: School) -> None:
    page = school.pupil.get("/blog/gestion/nouvel-article").text
    assert "blog_article_form[status]" not in page
    assert "Soumettre mon article" in page
    teacher = school.teacher.get("/blog/gestion/nouvel-article").text
    values = ("DRAFT", "PUBLISHED", "FINISHED", "WAITING_FOR_CORRECTION", "PROGRAMMED")
    assert all(f'<md-radio-button name="blog_article_form[status]" value="{one}">' in teacher for one in values)


def test_an_autosave_makes_a_draft_then_follows_it(school: School, base: Base) -> None:
    first = school.teacher.autosave(draftTitle="Sortie", draftContent="<p>x</p>", status="PUBLISHED")
    slug = first.json()["slug"]
    assert slug == f"blog-article-{base.article_id(slug)}"
    action = f"/ent/blog/gestion/article/{slug}/editer"
    assert first.json() == {
        "success": True,
        "slug": slug,
        "attributes": [{"node": "#form_new_article", "attr": "action", "value": action}],
    }
    assert "\\/ent\\/blog" in first.text
    second = school.teacher.autosave(slug, draftTitle="Sortie 2")
    assert second.json() == first.json()
    row = base.rows("SELECT title, draft_title, content, status FROM blog_article WHERE slug = ?", slug)
    assert row == [("Sortie 2", "Sortie 2", "<p>x</p>", 0)]


def test_an_autosave_of_a_published_article_changes_the_draft_alone(school: School, base: Base) -> None:
    slug = school.teacher.publish("En ligne")
    school.teacher.autosave(slug, draftTitle="Pas encore", status="DRAFT")
    row = base.rows("SELECT title, draft_title, status FROM blog_article WHERE slug = ?", slug)
    assert row == [("En ligne", "Pas encore", 1)]
    given_up = school.teacher.get(f"/blog/gestion/article/{slug}/cancel-edit")
    assert given_up.status_code == 200
    assert base.one("SELECT draft_title FROM blog_article WHERE slug = ?", slug) == "En ligne"


def test_a_pupil_s_autosave_ignores_a_status(school: School, base: Base) -> None:
    slug = school.pupil.draft("Ignoré")
    assert school.pupil.autosave(slug, draftTitle="Ignoré", status="PUBLISHED").status_code == 200
    assert status(base, slug) == 0


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"_token": "bad"}, ["Le jeton CSRF est invalide. Veuillez renvoyer le formulaire."]),
        ({"nope": 1}, ["Ce formulaire ne doit pas contenir des champs supplémentaires."]),
        ({"status": "NOPE"}, ["Cette valeur n'est pas valide."]),
        ({"categories": [999999]}, ["Cette valeur n'est pas valide."]),
    ],
)
def test_a_bad_autosave_says_why(school: School, base: Base, fields: dict[str, object], errors: list[str]) -> None:
    before = count(base)
    answer = school.teacher.autosave(None, **{"draftTitle": "Sortie", "draftContent": "<p>x</p>"} | fields)
    assert answer.status_code == 400
    assert answer.json() == {"errors": errors}
    assert count(base) == before


def test_an_empty_autosave_has_nothing_to_say(school: School) -> None:
    answer = school.teacher.patch("/blog/gestion/brouillon/sauvegarder", headers=XHR)
    assert (answer.status_code, answer.json()) == (400, {"errors": []})


def test_an_autosave_by_another_method_leads_to_the_list(school: School) -> None:
    for answer in (
        school.teacher.get("/blog/gestion/brouillon/sauvegarder"),
        school.teacher.post("/blog/gestion/brouillon/sauvegarder", school.teacher.form(draftTitle="x")),
        school.teacher.get("/blog/gestion/nouvel-article/terminer"),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/ent/blog/gestion/")


def test_nobody_autosaves_the_article_of_another(school: School) -> None:
    slug = school.pupil.draft("À moi")
    for other in (school.other_pupil, school.strange_pupil, school.strange_teacher):
        assert other.autosave(slug, draftTitle="À toi").status_code == 403
        assert other.get(f"/blog/gestion/article/{slug}/editer").status_code == 403
    assert school.parent.patch(f"/blog/gestion/brouillon/sauvegarder/{slug}", {"x": 1}).status_code == 403
    assert school.teacher.autosave("no-such", draftTitle="x").status_code == 404


def test_a_new_article_keeps_a_provisional_address_until_its_next_save(school: School, base: Base) -> None:
    saved = school.teacher.finish(draftTitle="D’un coup", draftContent=TEXT, status="PUBLISHED")
    slug = saved.headers["Location"].rsplit("/", 1)[1]
    assert slug.startswith("blog-article-key-")
    shown = school.teacher.get(f"/blog/gestion/visualisation/{slug}").text
    assert "avec succès.</span>" not in shown
    article_id = base.article_id(slug)
    again = school.teacher.save(slug, draftTitle="D’un coup", draftContent=TEXT, status="PUBLISHED")
    assert again.headers["Location"].endswith(f"/blog-article-{article_id}")
    assert "L&#x27;article a été modifié avec succès." in school.teacher.get(again.headers["Location"][4:]).text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"draftTitle": ""}, "Veuillez saisir un titre"),
        ({"draftTitle": "ab"}, "Le titre est trop petit"),
        ({"draftTitle": "a" * 256}, "Le titre est trop grand"),
        ({"draftContent": ""}, "Veuillez saisir un contenu"),
        ({"draftContent": "<script>alert(1)</script>"}, "Veuillez saisir un contenu"),
        ({"status": "PROGRAMMED"}, "Date invalide"),
        ({"status": "PROGRAMMED", "programmation_day": "2099-01-01"}, "Heure invalide"),
        (
            {"status": "PROGRAMMED", "programmation_day": "2020-01-01", "programmation_time": "10:00"},
            "Date invalide",
        ),
        (
            {"status": "PROGRAMMED", "programmation_day": "01/02/2099", "programmation_time": "10:00"},
            "Cette valeur n&#x27;est pas valide.",
        ),
    ],
)
def test_a_bad_field_is_named_under_it_and_nothing_is_saved(
    school: School, base: Base, changes: dict[str, object], message: str
) -> None:
    before = count(base)
    fields: dict[str, object] = {"draftTitle": "Un titre", "draftContent": TEXT, "status": "PUBLISHED"}
    answer = school.teacher.finish(**fields | changes)
    assert answer.status_code == 200
    assert f"<li>{message}" in answer.text.split("text-warn", 1)[1]
    assert count(base) == before


REFUSED: dict[str, dict[str, object]] = {
    "wrong token": {"_token": "bad"},
    "no token": {"_token": ""},
    "unknown field": {"nope": 1},
    "unknown status": {"status": "NOPE"},
    "no status": {"status": ""},
    "unknown category": {"categories": [999999]},
    "blogs when there is one": {"blog_ids": [1]},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED)
def test_a_refused_form_comes_back_with_its_text_and_saves_nothing(
    school: School, base: Base, changes: dict[str, object]
) -> None:
    before = count(base)
    fields: dict[str, object] = {"draftTitle": "Un titre", "draftContent": TEXT, "status": "PUBLISHED"}
    answer = school.teacher.finish(**fields | changes)
    assert answer.status_code == 200
    assert 'value="Un titre"' in answer.text
    assert 'class="alert alert-warn" role="alert"' in answer.text
    assert "text-warn" not in answer.text
    assert count(base) == before


def test_a_token_of_another_person_is_refused(school: School, base: Base) -> None:
    before = count(base)
    stolen = school.pupil.token()
    answer = school.teacher.finish(draftTitle="Volé", draftContent=TEXT, status="PUBLISHED", _token=stolen)
    assert answer.status_code == 200
    assert count(base) == before


def test_a_script_in_an_article_is_neutralised(school: School, base: Base) -> None:
    evil = '<p onclick="steal()">Bonjour</p><script>alert("piège")</script><a href="javascript:alert(1)">ici</a>'
    slug = school.teacher.publish("Piège", evil)
    assert base.one("SELECT content FROM blog_article WHERE slug = ?", slug) == "<p>Bonjour</p><a>ici</a>"
    base.rows("UPDATE blog_article SET content = ? WHERE slug = ?", evil, slug)
    for page in (f"/blog/article/{slug}", f"/blog/gestion/visualisation/{slug}", "/blog/gestion/"):
        shown = school.teacher.get(page).text
        assert "Bonjour" in shown
        assert "piège" not in shown or page.endswith("gestion/")
        assert not any(danger in shown for danger in ("onclick=", "<script>alert", "javascript:"))


def test_a_draft_is_deleted_by_its_author_and_by_the_teacher_only(school: School, base: Base) -> None:
    own, teachers = school.pupil.draft("À jeter"), school.teacher.draft("Brouillon de la maîtresse")
    for other in (school.other_pupil, school.parent, school.strange_teacher):
        assert other.post(f"/blog/gestion/article/{base.article_id(own)}/supprimer").status_code == 403
    assert school.pupil.post(f"/blog/gestion/article/{base.article_id(teachers)}/supprimer").status_code == 403
    gone = school.pupil.get(f"/blog/gestion/article/{base.article_id(own)}/supprimer")
    assert (gone.status_code, gone.headers["Location"]) == (302, "/ent/blog/gestion/")
    assert "L&#x27;article a été supprimé avec succès." in school.pupil.get("/blog/gestion/").text
    by_script = school.teacher.post(f"/blog/gestion/article/{base.article_id(teachers)}/supprimer", headers=XHR)
    assert (by_script.status_code, by_script.text) == (200, "")
    assert base.rows("SELECT id FROM blog_article WHERE slug IN (?, ?)", own, teachers) == []
    assert school.teacher.post("/blog/gestion/article/999999/supprimer").status_code == 404


def test_pinning_is_for_the_teacher_and_the_page_s_script(school: School) -> None:
    slug = school.teacher.publish("À épingler")
    assert school.pupil.get(f"/blog/gestion/article/{slug}/epingler", headers=XHR).status_code == 403
    assert school.strange_teacher.get(f"/blog/gestion/article/{slug}/epingler", headers=XHR).status_code == 404
    assert school.teacher.get(f"/blog/gestion/article/{slug}/epingler").status_code == 404


def test_the_list_shows_a_pupil_his_own_articles_only(school: School, base: Base) -> None:
    slug = school.pupil.draft("Dans ma liste")
    identifier = f'id="article-{base.article_id(slug)}"'
    assert identifier in school.pupil.get("/blog/gestion/").text
    assert identifier in school.teacher.get("/blog/gestion/").text
    assert identifier not in school.other_pupil.get("/blog/gestion/").text


def test_filters_narrow_the_list_until_it_is_opened_again(school: School, base: Base) -> None:
    slug = school.teacher.draft("Filtrable")
    identifier = f'id="article-{base.article_id(slug)}"'
    assert identifier in school.teacher.get("/blog/gestion/").text

    def tick(value: str, is_enabled: str = "true") -> str:
        answer = school.teacher.post("/blog/gestion/articles", {"filter": value, "is_enabled": is_enabled})
        assert answer.status_code == 200
        assert "<body" not in answer.text
        return answer.text

    assert identifier not in tick("1")
    assert identifier in tick("0")
    assert identifier not in tick("0", "false")
    assert identifier not in school.teacher.get("/blog/gestion/articles/page/1").text
    school.teacher.get("/blog/gestion/")
    assert identifier in school.teacher.get("/blog/gestion/articles").text
    for bad in ({}, {"filter": "9"}, {"category": "999999"}):
        assert school.teacher.post("/blog/gestion/articles", {"is_enabled": "true", **bad}).status_code == 400
