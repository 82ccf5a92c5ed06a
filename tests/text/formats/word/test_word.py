"""Word documents."""

import io
import zipfile

import pytest

from archive.text.formats.word.word import MAX_ELEMENTS, MAX_PART_BYTES, MAX_WORD_BYTES
from archive.text.formats.word.word_pictures import MAX_PICTURE_BYTES, MAX_PICTURES
from archive.text.markup.pictures import EmbeddedPicture
from tests.text.formats.reading import FIXTURES, HEADER, MORE, PROSE, read, read_one, reasons
from tests.text.formats.word_files import NAMESPACE, NOTE, document, italic, link, paragraph, picture, plain, word_file

TEXT = (paragraph(PROSE), paragraph(MORE))


def read_word(*paragraphs, **more):
    return read_one("a.docx", word_file(*paragraphs, **more))


HEADS = [
    ((paragraph("Toll Doubled", "Title"), paragraph(HEADER)), {"title": "Toll Doubled", "volume": 5, "number": "22"}),
    ((paragraph("Toll Doubled", "heading1"), paragraph(HEADER)), {"title": "Toll Doubled"}),
    ((paragraph("TOLL DOUBLED"), paragraph(HEADER)), {"title": "Toll Doubled"}),
    ((paragraph(HEADER), paragraph("Toll Doubled in the Hask Narrows")), {"title": "Toll Doubled in the Hask Narrows"}),
    ((paragraph(HEADER), paragraph("By: Anna Vale")), {"authors": ["Anna Vale"]}),
    ((paragraph("Anna Vale and Ivo Marsh", "Byline"), paragraph(HEADER)), {"authors": ["Anna Vale", "Ivo Marsh"]}),
    ((paragraph("Twice in a year.", "Subtitle"), paragraph(HEADER)), {"standfirst": "Twice in a year."}),
    ((paragraph(HEADER), paragraph("Topics: ferries; tolls")), {"topics": ["ferries", "tolls"]}),
]


@pytest.mark.parametrize(("head", "says"), HEADS)
def test_heads(head, says):
    article = read_word(*head, *TEXT)
    assert {name: getattr(article, name) for name in says} == says
    assert article.body_paragraphs == [PROSE, MORE]
    assert article.errors == []


def test_emphasis_links_and_notes_are_kept():
    article = read_word(
        paragraph(HEADER),
        paragraph("It is slow. It left ", more=italic("late") + link("again") + NOTE),
        *TEXT,
        links=[("rId9", "https://hask.example/log")],
        notes=["By four minutes."],
    )
    assert article.body_html.startswith(
        '<p>It is slow. It left <em>late</em><a href="https://hask.example/log">again</a>'
        '<sup id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup></p>'
    )
    assert article.body_paragraphs[-1] == "By four minutes."


def test_a_problem_has_the_number_of_the_paragraph():
    article = read_word(paragraph(HEADER), paragraph("*"), *TEXT)
    assert [problem.line for problem in article.problems] == [2]


def test_comments_and_page_headers_are_reported():
    article = read_word(paragraph(HEADER), *TEXT, comments=["Ask Jon."], page_header="Proof")
    assert reasons(article.problems) == "Left out: 1 comment in the margin. Left out: the page header, “Proof”."


def test_a_picture_that_is_linked_is_reported_and_never_opened():
    article = read_word(
        paragraph(HEADER),
        paragraph(PROSE, more=picture("A mule", "rId9", kind="link")),
        paragraph(MORE),
        links=[("rId9", "file:///etc/passwd")],
    )
    assert reasons(article.problems) == "Left out: 1 picture linked, and not in the document (“A mule”)."
    assert article.pictures == []


MULE, PIER = b"a mule, undecoded", b"a pier"
SHOWN = f'<figure><img src="{EmbeddedPicture(MULE, "").place}" alt="A mule"></figure>'
WITH_CAPTION = SHOWN.replace("</figure>", "<figcaption>On the pier</figcaption></figure>")
IN_LINE = f'<img alt="A mule" src="{EmbeddedPicture(MULE, "").place}">'
CAPTION = paragraph("On the pier", "caption")
ONE, TWO = f"<p>{PROSE}</p>", f"<p>{MORE}</p>"
PLACES = {
    "alone": ((paragraph(PROSE), paragraph("", more=picture("A mule")), paragraph(MORE)), [ONE, SHOWN, TWO]),
    "behind text": ((paragraph(PROSE, more=picture("A mule")), paragraph(MORE)), [ONE, SHOWN, TWO]),
    "before text": ((paragraph(PROSE), paragraph("", more=picture("A mule") + plain(MORE))), [ONE, SHOWN, TWO]),
    "with a caption": (
        (paragraph(PROSE), paragraph("", more=picture("A mule")), CAPTION, paragraph(MORE)),
        [ONE, WITH_CAPTION, TWO],
    ),
    "first": ((paragraph("", more=picture("A mule")), CAPTION, *TEXT), [WITH_CAPTION, ONE, TWO]),
    "last": ((*TEXT, paragraph("", more=picture("A mule"))), [ONE, TWO, SHOWN]),
    "in a cell": (
        (paragraph(PROSE), f"<w:tbl><w:tr><w:tc>{paragraph('', more=picture('A mule'))}</w:tc></w:tr></w:tbl>"),
        [ONE, f"<table><tbody><tr><td>{IN_LINE}</td></tr></tbody></table>"],
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_picture_stands_where_it_stood(name):
    paragraphs, body = PLACES[name]
    article = read_word(paragraph(HEADER), *paragraphs, pictures=[("rId8", MULE)])
    assert article.body_html == "\n".join(body)
    caption = "On the pier" if WITH_CAPTION in body else ""
    assert article.pictures == [EmbeddedPicture(MULE, "A mule", caption)]
    assert article.problems == []
    assert SHOWN not in article.body_paragraphs


def test_a_picture_above_the_head_comes_first():
    above = paragraph("", more=picture("A mule"))
    article = read_word(
        above, paragraph("Toll Doubled", "heading1"), paragraph(HEADER), *TEXT, pictures=[("rId8", MULE)]
    )
    assert article.title == "Toll Doubled"
    assert article.body_html == f"{SHOWN}\n{ONE}\n{TWO}"


UNUSED = {
    "no alternative text": ([picture(" ")], "Left out: 1 picture without alternative text.", "View Alt Text"),
    "not there": ([picture("A pier", "rId7")], "Left out: 1 picture damaged (“A pier”).", "Upload"),
    "too many": (
        [picture("A mule")] * (MAX_PICTURES + 2),
        "Left out: 2 pictures beyond the 40 pictures, or 25 MB of them, that are taken of one document (“A mule”; “A "
        "mule”).",
        "Upload",
    ),
    "too large": ([picture("Dark", "rId6")], "Left out: 1 picture beyond the 40 pictures, or 25 MB", "Upload"),
}


@pytest.mark.parametrize("name", UNUSED)
def test_pictures_that_are_not_taken_are_reported(name):
    runs, reason, remedy = UNUSED[name]
    article = read_word(
        paragraph(HEADER),
        *TEXT,
        paragraph("", more="".join(runs)),
        links=[("rId7", "media/gone.png")],
        pictures=[("rId8", MULE), ("rId6", bytes(MAX_PICTURE_BYTES + 1) if name == "too large" else PIER)],
    )
    assert reason in reasons(article.problems)
    assert remedy in article.problems[0].remedy
    assert len(article.pictures) == (name == "too many")


def test_the_documents_own_style_map_is_not_used():
    article = read_word(paragraph(HEADER), *TEXT, parts=[("mammoth/style-map", "p => blockquote > script:fresh")])
    assert article.body_html == f"<p>{PROSE}</p>\n<p>{MORE}</p>"


def cut(content):
    return content[: len(content) // 2]


def cut_out(content):
    return content[:100] + content[350:]


def without_text():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


DECLARED = '<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
BAD = {
    "empty": (b"", "no Word document, or it is damaged"),
    "text": (b"Publication: Narrows Weekly Volume: 5 Issue: 22", "no Word document"),
    "cut off": (cut(word_file(paragraph(HEADER), *TEXT)), "damaged or cut off"),
    "cut in the middle": (cut_out(word_file(paragraph(HEADER), *TEXT)), "damaged or cut off"),
    "old": (b"\xd0\xcf\x11\xe0" + bytes(600), "old Word document (.doc), or one with a password"),
    "workbook": (without_text(), "holds no text of one"),
    "entities": (
        word_file(parts=[("word/document.xml", document("<w:p>&b;</w:p>", declaration=DECLARED))]),
        "declares an entity",
    ),
    "bomb": (word_file(parts=[("word/document.xml", b" " * (MAX_PART_BYTES + 1))]), "as only a bomb does"),
    "crowded": (word_file("<w:p/>" * (MAX_ELEMENTS + 1)), "has more than 40,000 elements"),
    "fields never closed": (
        word_file("<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 30 + "</w:p>"),
        "nests more than 20 fields",
    ),
    "deep": (word_file("<w:p>" * 300 + "</w:p>" * 300), "nests more than 200"),
    "broken": (word_file(parts=[("word/document.xml", f'<w:document xmlns:w="{NAMESPACE}"><w:body>')]), "cut off"),
    "no relations": (word_file(parts=[("_rels/.rels", "<a/>")]), ""),
    "huge": (b"PK\x03\x04" + bytes(MAX_WORD_BYTES), "larger than 25 MB"),
    "no header": (word_file(*TEXT), "No header line says"),
    "no text": (word_file(paragraph(HEADER)), "There is no text below the header."),
    "nothing": (word_file(), "The file holds no text."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_documents(name):
    content, reason = BAD[name]
    records, problems = read("a.docx", content)
    errors = problems + [problem for record in records for problem in record.article.errors]
    assert reason in reasons(errors, "error")
    assert all(problem.remedy for problem in errors)


def test_the_example():
    article = read_one("a.docx", (FIXTURES / "the-mast-on-the-hill.docx").read_bytes())
    assert (article.publication, article.volume, article.number) == ("Veddan Daily Brief", 2, "105")
    assert article.authors == ["Anna Vale", "Jon Rastl"]
    assert [picture.alternative_text for picture in article.pictures] == ["A lattice mast on a bare hill"]
    assert article.errors == []


def table(*rows):
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{each}</w:tr>' for each in cells)}</w:tbl>"


FIGURES = table(["Ships", "Cargo"], ["Ninety", "Timber"])
IN_HTML = "<table><tbody><tr><td>Ships</td><td>Cargo</td></tr><tr><td>Ninety</td><td>Timber</td></tr></tbody></table>"
TABLES_FIRST = {
    "below the header": ([paragraph("The Year in Figures"), paragraph(HEADER), FIGURES], "The Year in Figures"),
    "without a title": ([paragraph(HEADER), FIGURES], None),
    "above the title": ([FIGURES, paragraph("The Year in Figures"), paragraph(HEADER)], "The Year in Figures"),
    "below a styled title": (
        [paragraph("The Year in Figures", "Title"), FIGURES, paragraph(HEADER)],
        "The Year in Figures",
    ),
}


@pytest.mark.parametrize("where", TABLES_FIRST)
def test_a_table_at_the_head_is_part_of_the_text(where):
    parts, title = TABLES_FIRST[where]
    article = read_one("a.docx", word_file(*parts, *TEXT))
    assert (article.title, article.volume) == (title, 5)
    assert article.body_html.replace("\n", "").startswith(IN_HTML)
    assert "no place" not in reasons(article.problems)


def test_a_line_break_in_the_title_parts_words():
    title = (
        '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Ferries</w:t><w:br/><w:t>stand idle</w:t></w:r></w:p>'
    )
    assert read_one("a.docx", word_file(paragraph(HEADER), title, paragraph(PROSE))).title == "Ferries stand idle"
