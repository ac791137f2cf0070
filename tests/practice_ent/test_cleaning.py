"""HTML typed by people, before it enters a page."""

from __future__ import annotations

import pytest

from fixtures.practice_ent.ent.cleaning import clean


@pytest.mark.parametrize(
    "harmless",
    [
        "<p>Bonjour <strong>à tous</strong>,<br>les <em>enfants</em>&nbsp;!</p>".replace("&nbsp;", "\u00a0"),
        '<p>Voir <a href="https://exemple.fr/page?a=1&amp;b=2" title="Un site">le site</a></p>',
        '<img src="/ent/medias/vue:1.png" alt="Une vue" data-id="12" data-slug="media-12">',
        '<ul><li>Un</li><li>Deux</li></ul><table><tr><td colspan="2">x</td></tr></table>',
        "<p>2 &lt; 3 &amp; 4 &gt; 3</p>",
    ],
)
def test_what_is_allowed_comes_out_as_it_came_in(harmless: str) -> None:
    assert clean(harmless) == harmless


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("<p>a</p><script>alert(1)</script><p onclick='x()' style='color:red'>b</p>", "<p>a</p><p>b</p>"),
        ("<script>never closed", ""),
        ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
        ("<svg><script>x</script><a href='javascript:x'>y</a></svg>z", "z"),
        ("<img src=x onerror=alert(1)>", '<img src="x">'),
        ("<a href='javascript:alert(1)'>a</a>", "<a>a</a>"),
        ("<a href='JaVa\tScRiPt&colon;alert(1)'>a</a>", "<a>a</a>"),
        ("<a href='\x01javascript:alert(1)'>a</a>", "<a>a</a>"),
        ("<img src='data:text/html;base64,xx'>", "<img>"),
        ("<a href='x' href='vbscript:y'>a</a>", "<a>a</a>"),
        ("<a title='\"><script>x</script>'>a</a>", '<a title="&quot;&gt;&lt;script&gt;x&lt;/script&gt;">a</a>'),
        ("<iframe src='//x'>in</iframe><object>o</object><form action='x'>f</form>", "f"),
        ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>", ""),
        ("<!-- <script>x</script> --><p>a", "<p>a</p>"),
        ("</div></main><b><i>a</b>b", "<b><i>a</i></b>b"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("", ""),
    ],
)
def test_what_could_act_is_dropped_and_what_is_open_is_closed(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned
    assert clean(cleaned) == cleaned
