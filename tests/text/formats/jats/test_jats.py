"""JATS XML."""

import pytest

from archive.text.markup.footnotes import endnotes, noteref
from tests.text.formats.reading import FIXTURES, MORE, PROSE, read, read_one, reasons

META = "<volume>5</volume><issue>22</issue>"
BODY = f"<body><p>{PROSE}</p></body>"
JOURNAL = "<journal-meta><journal-title-group><journal-title>NW</journal-title></journal-title-group></journal-meta>"


def article(meta="", body=BODY, back="", attributes="", issue=META, number=1):
    return (
        f'<article {attributes} xmlns:xlink="http://www.w3.org/1999/xlink"><front>{JOURNAL}<article-meta>'
        f'<article-id pub-id-type="publisher-id">nw-{number}</article-id>'
        f"<title-group><article-title>Toll Doubled</article-title></title-group>{issue}{meta}"
        f"</article-meta></front>{body}{back}</article>"
    )


FRONTS = [
    ("", {"publication": "Narrows Weekly", "volume": 5, "number": "22", "title": "Toll Doubled"}),
    ("<contrib-group><contrib><name><surname>Vale</surname><given-names>Anna</given-names></name></contrib>"
     "<contrib><name><surname>Marsh</surname><given-names>Ivo</given-names><suffix>Jr.</suffix></name></contrib>"
     "</contrib-group>", {"authors": ["Anna Vale", "Ivo Marsh Jr."]}),
    ("<contrib-group><contrib><collab>Society of Rivers, Lakes and Seas</collab></contrib></contrib-group>",
     {"authors": ["Society of Rivers, Lakes and Seas"]}),
    ("<contrib-group><contrib><string-name><given-names>Anna</given-names><surname>Vale</surname></string-name></contrib>"
     "</contrib-group>", {"authors": ["Anna Vale"]}),
    ("<pub-date><day>3</day><month>5</month><year>2003</year></pub-date>", {"date": ("2003-05-03", "day")}),
    ("<pub-date><month>May</month><year>2003</year></pub-date>", {"date": ("2003-05-01", "month")}),
    ("<pub-date><season>Spring</season><year>2003</year></pub-date>", {"date": ("2003-01-01", "year")}),
    ("<pub-date pub-type='epub'><year>2010</year></pub-date><pub-date pub-type='ppub'><year>2003</year></pub-date>",
     {"date": ("2003-01-01", "year")}),
    ("<kwd-group><kwd>ferries</kwd><kwd>tolls, doubled</kwd></kwd-group>", {"topics": ["ferries", "tolls, doubled"]}),
    ("<abstract><title>Abstract</title><p>Twice.</p></abstract>", {"standfirst": "Twice."}),
    ('<self-uri xlink:href="https://lantern.example/a.pdf"/><self-uri xlink:href="https://lantern.example/a"/>',
     {"url": "https://lantern.example/a"}),
    ('<article-id pub-id-type="doi">10.5555/nw.1</article-id>', {"url": "https://doi.org/10.5555/nw.1"}),
]  # fmt: skip


@pytest.mark.parametrize(("meta", "says"), FRONTS)
def test_front_matter(meta, says):
    read_in = read_one("a.xml", article(meta))
    found = {name: getattr(read_in, name) for name in says}
    if "date" in found:
        found["date"] = (read_in.date.first.isoformat(), read_in.date.precision.value)
    assert found == says
    assert read_in.problems == []


def test_language():
    assert read_one("a.xml", article(attributes='xml:lang="ru"')).language == "ru"


def test_subtitle():
    content = article().replace("</article-title>", "</article-title><subtitle>Again</subtitle>")
    assert read_one("a.xml", content).title == "Toll Doubled: Again"


BODIES = [
    ("<p>a <italic>b</italic> <bold>c</bold><sup>2</sup></p>", "<p>a <em>b</em> <strong>c</strong><sup>2</sup></p>"),
    ('<p><ext-link xlink:href="https://hask.example">Log</ext-link></p>',
     '<p><a href="https://hask.example">Log</a></p>'),
    ('<p><ext-link xlink:href="javascript:x()">Log</ext-link></p>', "<p>Log</p>"),
    ("<sec><title>One</title><p>a</p><sec><label>1.1</label><title>Two</title><p>b</p></sec></sec>",
     "<h2>One</h2><p>a</p><h3>1.1 Two</h3><p>b</p>"),
    ("<list list-type='order'><list-item><label>1.</label><p>a</p></list-item></list>", "<ol><li>a</li></ol>"),
    ("<list><list-item><p>a</p></list-item></list>", "<ul><li>a</li></ul>"),
    ("<p>a<list><list-item><p>b</p></list-item></list>c</p>", "<p>a</p><ul><li>b</li></ul><p>c</p>"),
    ("<list> <list-item> <p>a <disp-quote> <p>b</p> </disp-quote> </p> <p>c <list><list-item><p>d<break/> e</p>"
     "</list-item></list> </p> </list-item> </list>",
     "<ul><li>a<blockquote><p>b</p></blockquote>c<ul><li>d<br>e</li></ul></li></ul>"),
    ("<disp-quote><p>a</p><attrib>b</attrib></disp-quote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
    ("<fig><label>F. 1</label><caption><p>a</p></caption></fig>", "<figure><figcaption>F. 1 a</figcaption></figure>"),
    ("<table-wrap><table><tgroup cols='2'><colspec colname='c1'/><tbody><row><entry>a</entry><entry>b</entry></row>"
     "</tbody></tgroup></table></table-wrap>", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"),
    ("<table-wrap><caption><title>T</title></caption><table><tr><td colspan='2'>a</td></tr></table></table-wrap>",
     '<table><caption>T</caption><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
    ("<boxed-text><p>a</p></boxed-text>", "<p>a</p>"),
    ("<p>&lt;script&gt;x()&lt;/script&gt;</p>", "<p>&lt;script&gt;x()&lt;/script&gt;</p>"),
    ("<p>a<!-- b --><?c d?>e</p>", "<p>ae</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "html"), BODIES)
def test_bodies(body, html):
    read_in = read_one("a.xml", article(body=f"<body>{body}</body>"))
    assert read_in.body_html.replace("\n", "") == html
    assert read_in.problems == []


BACKS = [
    ("<ack><p>To the mule.</p></ack>", "<h2>Acknowledgments</h2><p>To the mule.</p>"),
    ("<fn-group><fn><label>1</label><p>a</p></fn></fn-group>", "<h2>Notes</h2><ul><li>1 a</li></ul>"),
    ("<ref-list><title>Sources</title><ref><mixed-citation>Kovrin, <source>Rivers</source>, 1912.</mixed-citation>"
     "</ref></ref-list>", "<h2>Sources</h2><ul><li>Kovrin, Rivers, 1912.</li></ul>"),
    ("<ref-list><ref><element-citation><name><surname>Kovrin</surname><given-names>T.</given-names></name>"
     "<year>1912</year></element-citation></ref></ref-list>", "<h2>References</h2><ul><li>Kovrin T. 1912</li></ul>"),
    ("<app-group><app><title>Tables</title><p>a</p></app></app-group>", "<h2>Tables</h2><p>a</p>"),
    # one work in two forms
    ("<ref-list><ref><label>1</label><mixed-citation>Kovrin T. <italic>Rivers</italic>; 1912.</mixed-citation>"
     "<element-citation><source>Rivers</source><year>1912</year></element-citation></ref></ref-list>",
     "<h2>References</h2><ul><li>1 Kovrin T. Rivers; 1912.</li></ul>"),
    # several works in one reference
    ("<ref-list><ref><label>1</label><mixed-citation>Kovrin 1912.</mixed-citation><mixed-citation>Rastl 1913."
     "</mixed-citation></ref></ref-list>", "<h2>References</h2><ul><li>1 Kovrin 1912. Rastl 1913.</li></ul>"),
    # parts without signs, in all the names that they had
    *((f"<ref-list><ref><{name}><person-group><name><surname>Kovrin</surname><given-names>T</given-names></name>"
       "<collab>Ford Office</collab><etal/></person-group><article-title>Why fords?</article-title><source>Rivers"
       "</source><year>1912</year><volume>3</volume><issue>2</issue><fpage>4</fpage><lpage>9</lpage>"
       f"<pub-id pub-id-type='doi'>10.1/x</pub-id></{name}></ref></ref-list>",
       "<h2>References</h2><ul><li>Kovrin T, Ford Office, et al. Why fords? Rivers. 1912. 3(2):4–9. doi:10.1/x</li>"
       "</ul>")
      for name in ("element-citation", "nlm-citation", "citation")),
    ("<ref-list><ref><citation><name><surname>Kovrin</surname><given-names>T</given-names></name> (<year>1912</year>)"
     ". <ext-link xlink:href='https://hask.example/'>Log</ext-link></citation></ref></ref-list>",
     "<h2>References</h2><ul><li>Kovrin T (1912). <a href=\"https://hask.example/\">Log</a></li></ul>"),
    # lists in lists, with words between them
    ("<ref-list><title>Sources</title><p>Of the state archive.</p><ref-list><title>Print</title><ref><mixed-citation>"
     "Kovrin.</mixed-citation></ref></ref-list><ref-list><title>Letters</title><ref><mixed-citation>Rastl."
     "</mixed-citation></ref></ref-list></ref-list>",
     "<h2>Sources</h2><p>Of the state archive.</p><h3>Print</h3><ul><li>Kovrin.</li></ul><h3>Letters</h3><ul><li>Rastl."
     "</li></ul>"),
    ("<app-group><app><label>A</label><title>Tables</title><p>a</p><ref-list><ref><mixed-citation>Kovrin."
     "</mixed-citation></ref></ref-list></app></app-group>",
     "<h2>A Tables</h2><p>a</p><ul><li>Kovrin.</li></ul>"),
    ("<ref-list><ref><note><p>See the log.</p></note></ref></ref-list>",
     "<h2>References</h2><ul><li>See the log.</li></ul>"),
    ("<ack/><fn-group><title>Notes</title></fn-group>", ""),
]  # fmt: skip


def test_persons_and_bodies_are_authors_by_the_role_of_their_group():
    group = "<contrib-group content-type='{}'><contrib contrib-type='person'><name><surname>{}</surname>"
    group += "<given-names>Jon</given-names></name></contrib></contrib-group>"
    read_in = read_one("a.xml", article(group.format("author", "Kovrin") + group.format("editor", "Rastl")))
    assert read_in.authors == ["Jon Kovrin"]
    assert "A contributor is no author but editor: “Jon Rastl”" in reasons(read_in.problems)


@pytest.mark.parametrize(
    "content",
    [
        "<article><title>Fords</title><sect1><title>Ice</title><para>The ford.</para></sect1></article>",
        "<article><article-metadata/><body><sec-level1><heading>Ice</heading><p>a</p></sec-level1></body></article>",
    ],
)
def test_articles_of_other_vocabularies_are_refused(content):
    assert "is no JATS" in reasons(read_one("a.xml", content).problems)


@pytest.mark.parametrize(("back", "html"), BACKS)
def test_back_matter(back, html):
    read_in = read_one("a.xml", article(back=f"<back>{back}</back>"))
    assert read_in.body_html.replace("\n", "") == f"<p>{PROSE}</p>{html}"


REPORTED = [
    (article("<fpage>3</fpage><funding-group/>"), "Left out: <fpage>, <funding-group>."),
    (article(back="<sub-article/>"), "Left out: <sub-article>."),
    (article("<contrib-group><contrib contrib-type='editor'><name><surname>Rastl</surname>"
             "<given-names>Jon</given-names></name></contrib></contrib-group>"),
     "A contributor is no author but editor: “Jon Rastl”"),
    (article("<abstract abstract-type='graphical'><p>x</p></abstract>"), "Left out: <abstract>."),
    (article(body=f"<body><p>{PROSE}<inline-graphic xlink:href='a/mule.png'/></p></body>"), "1 picture (mule.png)"),
    (article(body=f"<body><p>{PROSE}<disp-formula><graphic xlink:href='e1.tif'/></disp-formula></p></body>"),
     "1 formula (e1.tif)"),
    (article(body=f"<body><p>{PROSE}</p><question><p>a</p></question></body>"), "Read as plain text: <question>."),
]  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), REPORTED)
def test_what_has_no_place_is_reported(content, reason):
    read_in = read_one("a.xml", content)
    assert read_in.errors == []
    assert reason in reasons(read_in.problems)


BAD = [
    (article(issue="<volume>5</volume>"), "The header names no issue."),
    (article(issue=""), "No header line says of which issue"),
    (article(body=""), "There is no text below the header."),
    (article().replace(JOURNAL, ""), "The header names no publication."),
    (article(body=f"<body>{'<p>x</p>' * 7_000}</body>"), "more than 12,000 tags"),
]


@pytest.mark.parametrize(("content", "reason"), BAD)
def test_bad_articles(content, reason):
    read_in = read_one("a.xml", content)
    assert reason in reasons(read_in.errors)
    assert all(problem.remedy for problem in read_in.errors)


OAI = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
    "<record><metadata>{}</metadata></record></ListRecords></OAI-PMH>"
)


@pytest.mark.parametrize("frame", ["<articles>{}</articles>", "<pmc-articleset>{}</pmc-articleset>", OAI])
def test_sets_of_articles(frame):
    in_namespace = article().replace("<article ", '<article xmlns="http://jats.nlm.nih.gov" ', 1)
    records, problems = read("a.xml", frame.format(in_namespace + article(number=2)))
    assert [record.id for record in records] == ["nw-1", "nw-2"]
    assert [record.article.errors for record in records] == [[], []]
    assert problems == []


def test_articles_above_a_broken_one_are_read():
    records, problems = read("a.xml", f"<articles>{article()}{article(number=2)[:-20]}")
    assert [record.id for record in records] == ["nw-1"]
    assert "cut off" in reasons(problems, "error")


def test_the_same_id_again_is_refused():
    records, _ = read("a.xml", f"<articles>{article()}{article()}</articles>")
    assert [bool(record.article.errors) for record in records] == [False, True]


def test_a_document_type_is_not_fetched_and_named_characters_are_known():
    kind = '<!DOCTYPE article SYSTEM "http://evil.example/JATS.dtd">'
    content = kind + article(body="<body><p>&Ouml;vermar&nbsp;waits for the ferry.</p></body>")
    assert read_one("a.xml", content).body_paragraphs == ["Övermar\xa0waits for the ferry."]


def test_the_example():
    read_in = read_one("a.xml", (FIXTURES / "seven-shores-monthly-jats.xml").read_bytes())
    assert (read_in.publication, read_in.number, read_in.errors) == ("Seven Shores Monthly", "7", [])
    assert "Figure 1 The mule." in read_in.body_html


def test_a_file_of_one_article_has_no_id_and_is_kept_as_it_is():
    content = article(body=f"<body><p>{MORE}</p></body>")
    (record,), _ = read("a.xml", content)
    assert (record.id, record.stored) == ("", content.encode())


CONTRIBUTORS = [
    ("<contrib><anonymous/></contrib>", []),
    ("<contrib><collab>Tide Board<contrib-group><contrib><name><surname>Vale</surname></name></contrib></contrib-group>"
     "</collab></contrib>", ["Tide Board"]),
    ("<contrib><collab-alternatives><collab>Tide Board</collab></collab-alternatives></contrib>", ["Tide Board"]),
    ("<contrib><name name-style='eastern'><surname>王</surname><given-names>小明</given-names></name></contrib>",
     ["王小明"]),
    ("<contrib><string-name>Anna Vale<xref ref-type='aff'>1</xref></string-name></contrib>", ["Anna Vale"]),
]  # fmt: skip


@pytest.mark.parametrize(("contributor", "names"), CONTRIBUTORS)
def test_contributors(contributor, names):
    assert read_one("a.xml", article(f"<contrib-group>{contributor}</contrib-group>")).authors == names


def test_notes_and_line_breaks_in_a_title():
    content = article().replace("Toll Doubled", "Toll<break/>Doubled<fn><p>Again.</p></fn>")
    assert read_one("a.xml", content).title == "Toll Doubled"


FORMULAS = [
    ("<mml:mfrac><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfrac>", "a/b"),
    ("<mml:msup><mml:mi>c</mml:mi><mml:mn>2</mml:mn></mml:msup><mml:mo>=</mml:mo><mml:mi>d</mml:mi>", "c^2 = d"),
    ("<mml:msqrt><mml:mi>x</mml:mi><mml:mo>+</mml:mo><mml:mn>1</mml:mn></mml:msqrt>", "√(x + 1)"),
]


@pytest.mark.parametrize(("mathml", "text"), FORMULAS)
def test_formulas_are_text(mathml, text):
    math = f'<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML">{mathml}</mml:math>'
    read_in = read_one("a.xml", article(body=f"<body><p>so <inline-formula>{math}</inline-formula>.</p></body>"))
    assert read_in.body_html == f"<p>so {text}.</p>"


def test_what_a_supplement_says_of_itself_is_kept():
    supplement = (
        "<supplementary-material xlink:href='s1.csv'><label>S1.</label><caption><p>Tolls.</p></caption>"
        "</supplementary-material>"
    )
    read_in = read_one("a.xml", article(body=f"<body><sec><p>a</p>{supplement}</sec></body>"))
    assert "<p>S1. Tolls.</p>" in read_in.body_html
    assert "1 supplement (s1.csv)" in reasons(read_in.problems)


def test_figures_that_float_are_read():
    floats = "<floats-group><fig><label>F. 1</label><caption><p>a</p></caption></fig></floats-group>"
    assert "<figcaption>F. 1 a</figcaption>" in read_one("a.xml", article(back=floats)).body_html


def test_line_breaks_between_words_are_blanks():
    read_in = read_one("a.xml", article("<abstract><sec><title>One</title><p>a<break/>b</p></sec></abstract>"))
    assert read_in.standfirst == "One a b"


@pytest.mark.parametrize(
    ("href", "file"),
    [("f1.png", "f1.png"), ("f1.tif", "f1.jpg"), ("nw.g001", "nw.g001.png"), ("img/f1.png", "figures/f1.png")],
)
def test_pictures_of_a_package_are_taken_in(href, file):
    figure = f"<fig><label>F. 1</label><caption><p>A mule</p></caption><graphic xlink:href='{href}'/></fig>"
    (record,), _ = read("a.xml", article(body=f"<body><p>a</p>{figure}</body>"), beside={file: b"bytes"}.get)
    (picture,) = record.article.pictures
    assert (picture.content, picture.alternative_text) == (b"bytes", "F. 1 A mule")
    assert f'<img src="{picture.place}" alt="F. 1 A mule">' in record.article.body_html


def test_an_article_of_too_many_tags_is_read_without_emphasis():
    body = "<body><p>" + "<italic>x</italic> " * 6_001 + "</p></body>"
    read_in = read_one("a.xml", article(body=body))
    assert read_in.errors == []
    assert "emphasis and links were left out" in reasons(read_in.problems)


NOTED = (
    f'<body><p>{PROSE}<xref ref-type="fn" rid="n1"><sup>1</sup></xref> Then<sup>'
    '<xref ref-type="fn" rid="n2">2</xref></sup> again<xref ref-type="fn" rid="n1">1</xref>, '
    "inline<fn><p>Within.</p></fn>.</p></body>"
)
NOTES = (
    '<back><fn-group><fn id="n2"><label>2</label><p>Two (Interfax, March 1).</p></fn>'
    '<fn id="n1"><label>1</label><p>One.</p></fn><fn id="n3"><p>Nobody paid for it.</p></fn></fn-group></back>'
)


def test_notes_that_the_text_refers_to_become_footnotes():
    read_in = read_one("a.xml", article(body=NOTED, back=NOTES))
    assert read_in.body_html.startswith(
        f"<p>{PROSE}{noteref(1)} Then{noteref(2)} again{noteref(1, 2)}, inline{noteref(3)}."
    )
    assert read_in.body_html.endswith(endnotes(["One.", "Two (Interfax, March 1).", "Within."]))


def test_other_notes_stay_in_the_back_matter():
    read_in = read_one("a.xml", article(body=NOTED, back=NOTES))
    assert "<h2>Notes</h2>\n<ul><li>Nobody paid for it.</li></ul>" in read_in.body_html


def test_notes_of_a_table_stay_with_it():
    table = '<table-wrap><table><tr><td>1<xref rid="t1">a</xref></td></tr></table><table-wrap-foot><fn id="t1"><p>All.</p></fn></table-wrap-foot></table-wrap>'  # noqa: E501
    assert "doc-noteref" not in read_one("a.xml", article(body=f"<body><p>{PROSE}</p>{table}</body>")).body_html
