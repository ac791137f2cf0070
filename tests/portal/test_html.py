"""Reading tags of pages as the ENT may write them."""

import pytest

from portal.html import field_value, has_class, links, tags, texts
from portal.http import ContentError


def test_attributes_are_read_in_any_order_and_with_any_quotes() -> None:
    html = """<input type=hidden value='a "b" &amp; c' name="x"><INPUT\n disabled NAME=y />"""
    assert list(tags(html, "input")) == [
        {"type": "hidden", "value": 'a "b" & c', "name": "x"},
        {"disabled": "", "name": "y"},
    ]


def test_a_tag_is_not_taken_for_another_that_starts_like_it() -> None:
    assert list(tags("<bns-navbar app='A'></bns-navbar><b>x</b>", "b")) == [{}]


def test_a_sign_greater_than_inside_a_value_does_not_end_the_tag() -> None:
    assert list(tags('<a title="a > b" href="/x">', "a")) == [{"title": "a > b", "href": "/x"}]


def test_the_text_of_an_element_loses_its_markup_and_repeated_blanks() -> None:
    html = '<h1 class="title"><a href="/x">L&#x27;été\n   arrive</a></h1>'
    assert list(texts(html, "h1")) == [({"class": "title"}, "L'été arrive")]


def test_links_are_told_once_and_only_under_the_address_asked() -> None:
    html = '<a href="/ent/blog/article/1">a</a><md-button href="/ent/blog/article/2"></md-button>'
    html += '<a href="/ent/blog/article/1">b</a><a href="/ent/app/">c</a>'
    assert links(html, "/ent/blog/article/") == ["/ent/blog/article/1", "/ent/blog/article/2"]


def test_a_class_is_one_word_of_the_attribute() -> None:
    assert has_class('<body class="a module-blog b">', "body", "module-blog")
    assert not has_class('<body class="module-blog-other">', "body", "module-blog")


@pytest.mark.parametrize("html", ["", '<input name="form[_token]" value="">', '<input name="other" value="1">'])
def test_a_missing_or_empty_token_is_told(html: str) -> None:
    with pytest.raises(ContentError, match="jeton du formulaire absent"):
        field_value(html, "form[_token]")
