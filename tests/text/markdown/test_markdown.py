"""Markdown bodies."""

import pytest

from archive.text.markdown.markdown import MAX_BRACKETS, MAX_MARKDOWN, rendered_markdown
from archive.text.markup.sanitiser import MarkupTooLarge


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**Zvolna** fell\n\nNobody _asked_.", "<p><strong>Zvolna</strong> fell</p>\n<p>Nobody <em>asked</em>.</p>"),
        ("# Ford\n\n- a\n- b", "<h2>Ford</h2>\n<ul><li>a</li><li>b</li></ul>"),
        (
            "> said\n\n[toll](https://ford.example/)",
            '<blockquote><p>said</p></blockquote>\n<p><a href="https://ford.example/">toll</a></p>',
        ),
        ("<script>alert(1)</script>", ""),
        ('One <b onclick="x">two</b> <!-- three -->', "<p>One <b>two</b></p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        (
            "|a|b|\n|-|-|\n|1|2|",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
    ],
)
def test_markdown(source, html):
    assert rendered_markdown(source).html.replace("</thead> ", "</thead>") == html


def test_long_sources_are_refused():
    with pytest.raises(MarkupTooLarge):
        rendered_markdown("x" * (MAX_MARKDOWN + 1))


@pytest.mark.parametrize("opening", ["[", "[a", "![a"])
def test_links_begun_are_counted_before_they_are_parsed(opening):
    with pytest.raises(MarkupTooLarge, match="square brackets"):
        rendered_markdown(opening * (MAX_BRACKETS + 1))


@pytest.mark.parametrize(
    "definition", ["[a]: /" + "x" * 40_000, '[a]: /x "' + "x" * 40_000 + '"'], ids=["address", "title"]
)
def test_a_long_address_that_is_referred_to_again_and_again_is_refused(definition):
    with pytest.raises(MarkupTooLarge, match="written out at each"):
        rendered_markdown(definition + "\n\n" + "[a] " * 5_000)


TEMPLATES = [
    ("One {{< note >}}two{{< /note >}} three", "<p>One two three</p>", ["note"]),
    ("{% highlight c %}\nint *a;\n{% endhighlight %}", "<p><code>int *a;</code></p>", ["highlight"]),
    ("See [it]({{ site.baseurl }}https://hask.example/)", '<p>See <a href="https://hask.example/">it</a></p>', []),
    ("Code `{{ name }}` stays", "<p>Code <code>{{ name }}</code> stays</p>", []),
    ("A set {a, b} stays", "<p>A set {a, b} stays</p>", []),
    ("Two\n{:.wide}", "<p>Two</p>", []),
]


@pytest.mark.parametrize(("source", "html", "names"), TEMPLATES)
def test_tags_of_site_generators(source, html, names):
    body = rendered_markdown(source)
    assert (body.html.replace("\n</code>", "</code>"), body.templates) == (html, names)


def test_a_picture_beside_the_text_comes_with_the_article():
    body = rendered_markdown('![Two ferries](a.jpg "At dawn")', lambda address: b"jpeg" if address == "a.jpg" else None)
    (picture,) = body.pictures
    assert (picture.content, picture.alternative_text, picture.caption) == (b"jpeg", "Two ferries", "At dawn")
    assert (
        body.html == f'<figure><img src="{picture.place}" alt="Two ferries"><figcaption>At dawn</figcaption></figure>'
    )


PICTURES = [
    ("![A](https://img.example/a.jpg)", 0, "Picture: A"),
    ('<img src="//img.example/a.jpg" alt="A">', 0, "Picture: A"),
    ('{{< figure src="/img/a.jpg" caption="The quay" >}}', 1, "The quay"),
    ("![A](a.jpg)", 1, ""),
]


@pytest.mark.parametrize(("source", "missing", "shown"), PICTURES)
def test_pictures_become_links_or_are_told(source, missing, shown):
    body = rendered_markdown(source)
    assert (len(body.missing), shown in body.html) == (missing, True)


@pytest.mark.parametrize("sign", ["{{<", "{%", "{{", "<!--", "{% highlight x %}", "```\n", "[^a]: "])
def test_what_is_never_closed_takes_linear_time(sign):
    rendered_markdown(sign * (9_000 // len(sign)))


def test_comments_are_removed_and_code_keeps_them():
    assert (
        rendered_markdown("One <!-- no\nmore --> two `<!-- yes -->`").html
        == "<p>One\ntwo <code>&lt;!-- yes --&gt;</code></p>"
    )
