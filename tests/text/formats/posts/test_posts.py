"""Feeds, and exports of Ghost and Blogger: what is public in them, and nothing else, is read."""

import json

import pytest

from tests.text.formats.reading import FIXTURES, HEADER, PROSE, read, reasons

BODY = f"&lt;p&gt;{HEADER}&lt;/p&gt;&lt;p&gt;{PROSE}&lt;/p&gt;"
KIND = (
    '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#{}"/>'
)


def feed(*entries):
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app" '
        'xmlns:blogger="http://schemas.google.com/blogger/2018"><title>NW</title>'
        f"<author><name>Anna Vale</name></author>{''.join(entries)}</feed>"
    )


def entry(more="", number=1, content=f'<content type="html">{BODY}</content>'):
    return f"<entry><id>tag:{number}</id><title>Toll Doubled</title>{content}{more}</entry>"


def rss(*items, namespaces=""):
    return f'<rss version="2.0" {namespaces}><channel><title>NW</title>{"".join(items)}</channel></rss>'


def item(more="", number=1):
    return (
        f"<item><title>Toll &amp;amp; Trouble</title><guid>g{number}</guid><description>{BODY}</description>"
        f"{more}</item>"
    )


def ghost(**fields):
    post = {"id": "1", "title": "Toll", "html": f"<p>{HEADER}</p><p>{PROSE}</p>", "type": "post", "status": "published"}
    return json.dumps({"db": [{"data": {"posts": [post | {"visibility": "public"} | fields]}}]})


def only(path, content):
    records, problems = read(path, content)
    (record,) = records
    return record.article, problems


def test_an_entry_of_atom():
    more = (
        '<link href="https://nw.example/toll"/><published>2003-05-03T08:00:00Z</published>'
        '<category term="tolls, both"/>'
        "<author><name>Ivo Marsh</name></author><summary>Twice.</summary>"
    )
    article, _ = only("a.atom", feed(entry(more)))
    assert (article.title, article.publication, article.volume, article.number) == (
        "Toll Doubled", "Narrows Weekly", 5, "22")  # fmt: skip
    assert (article.url, article.date.first.isoformat()) == ("https://nw.example/toll", "2003-05-03")
    assert (article.authors, article.topics, article.standfirst) == (["Ivo Marsh"], ["tolls, both"], "Twice.")
    assert article.body_html == f"<p>{PROSE}</p>"
    assert article.unpublished is None


def test_the_author_of_a_feed_is_that_of_its_entries():
    assert only("a.atom", feed(entry()))[0].authors == ["Anna Vale"]


@pytest.mark.parametrize(
    "content",
    [
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{HEADER}</p><p>{PROSE}</p></div></content>',
        f"<content>{HEADER}\n\n{PROSE}</content>",
        f'<summary type="html">{BODY}</summary>',
    ],
)
def test_content_in_all_its_types(content):
    assert only("a.xml", feed(entry(content=content)))[0].body_html == f"<p>{PROSE}</p>"


PRIVATE = [
    ("a.atom", feed(entry("<app:control><app:draft>yes</app:draft></app:control>"))),
    ("a.atom", feed(entry("<blogger:status>DRAFT</blogger:status>"))),
    ("a.atom", feed(entry("<blogger:status>SOFT_TRASHED</blogger:status>"))),
    ("a.atom", feed(entry("<published>2999-01-01T00:00:00Z</published>"))),
    ("a.rss", rss(item("<pubDate>Mon, 01 Jan 2999 00:00:00 GMT</pubDate>"))),
    ("a.rss", rss(item("<x:visibility>private</x:visibility>"), namespaces='xmlns:x="https://x.example"')),
    ("a.json", ghost(status="draft")),
    ("a.json", ghost(status="scheduled", published_at="2999-01-01T00:00:00.000Z")),
    ("a.json", ghost(status="sent")),
    ("a.json", ghost(visibility="members")),
    ("a.json", ghost(visibility="paid")),
    ("a.json", ghost(email_only=True)),
    ("a.json", ghost().replace('"posts":', '"posts_meta": [{"post_id": "1", "email_only": 1}], "posts":')),
    ("a.atom", feed(entry("<blogger:status>LIVE</blogger:status><blogger:trashed>2014-01-01</blogger:trashed>"))),
]


@pytest.mark.parametrize(("path", "content"), PRIVATE)
def test_what_is_not_public_is_left_out(path, content):
    assert only(path, content)[0].unpublished is not None


UNKNOWN = [
    ("a.json", ghost(status=None)),
    ("a.json", ghost(visibility="tier-7")),
    ("a.atom", feed(entry("<blogger:status>QUAINT</blogger:status>"))),
]


@pytest.mark.parametrize(("path", "content"), UNKNOWN)
def test_what_is_not_known_to_be_public_is_refused(path, content):
    assert "whether it is published" in reasons(only(path, content)[0].errors)


@pytest.mark.parametrize("kind", ["page", "comment", "template", "settings"])
def test_what_is_no_post_of_a_blog_is_counted(kind):
    records, problems = read(
        "a.xml", feed(entry(KIND.format(kind)), entry(f"<blogger:type>{kind.upper()}</blogger:type>"))
    )
    assert records == []
    assert "(2)" in reasons(problems)


def test_posts_of_a_blog_are_read():
    records, _ = read("a.xml", feed(entry(KIND.format("post")), entry("<blogger:type>POST</blogger:type>", number=2)))
    assert [record.id for record in records] == ["tag:1", "tag:2"]


def test_an_empty_mark_of_trash_is_none():
    assert only("a.atom", feed(entry("<blogger:status>LIVE</blogger:status><blogger:trashed/>")))[0].unpublished is None


def test_an_item_of_rss():
    more = (
        "<link>https://nw.example/toll</link><pubDate>Sat, 03 May 2003 08:00:00 GMT</pubDate><category>tolls</category>"
    )
    more += "<author>anna@nw.example (Anna Vale)</author>"
    article, _ = only("a.rss", rss(item(more)))
    assert (article.title, article.authors, article.topics) == ("Toll & Trouble", ["Anna Vale"], ["tolls"])
    assert (article.url, article.date.first.isoformat()) == ("https://nw.example/toll", "2003-05-03")


def test_an_export_of_wordpress_without_states_is_no_feed():
    items = item('<wp:post_id xmlns:wp="http://wordpress.org/export/1.2/">1</wp:post_id>')
    records, problems = read("a.xml", rss(items))
    assert records == []
    assert "posts without a status" in reasons(problems)


def test_an_export_of_ghost():
    records, problems = read("a.json", (FIXTURES / "narrows-weekly-ghost.json").read_bytes())
    article = records[0].article
    assert (article.title, article.authors, article.topics) == (
        "The Clock That Was a Gift", ["Petra Varholm"], ["clocks"])  # fmt: skip
    assert (article.date.first.isoformat(), article.standfirst) == ("2003-06-20", "It was never wound, either.")
    assert [record.article.unpublished is None for record in records] == [True, False, False]
    assert "Left out: pages (1: about)." in reasons(problems)


def test_a_list_in_json_is_a_table():
    article, _ = only("a.json", json.dumps([{"title": "Toll", "text": f"{HEADER}\n\n{PROSE}"}]))
    assert (article.title, article.volume) == ("Toll", 5)


@pytest.mark.parametrize("content", ["{}", "[]", "3", '{"name": "theme"}', '[{"id": 1, "links": {}}]', "[1, {}]"])
def test_other_json_is_no_error(content):
    records, problems = read("a.json", content)
    assert (records, [problem.severity for problem in problems]) == ([], ["warning"])


@pytest.mark.parametrize("content", ["{", "[" * 100_000, "", b"%PDF-1.4"])
def test_broken_json_is_refused(content):
    _, (problem,) = read("a.json", content)
    assert problem.severity == "error"
