"""Word documents for tests, made of paragraphs; the smallest set of parts that Word itself opens."""

import io
import zipfile
from xml.sax.saxutils import escape

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="png" ContentType="image/png"/>
{
    "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for part, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("footnotes", "footnotes"),
            ("comments", "comments"),
            ("header1", "header"),
        )
    )
}
</Types>"""  # noqa: E501
PACKAGE = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>"""
STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="{NAMESPACE}">{
    "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
        for name in ("Title", "Subtitle", "Byline", "caption", "heading 1", "heading 2")
    )
}</w:styles>"""


def paragraph(text, style="", more=""):
    """A paragraph; `more` is markup of further runs."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>{more}</w:p>'


def italic(text):
    return f'<w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def plain(text):
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def link(text, name="rId9"):
    return f'<w:hyperlink r:id="{name}"><w:r><w:t>{escape(text)}</w:t></w:r></w:hyperlink>'


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def picture(words, name="rId8", kind="embed"):
    """A run that shows a picture; `words` are its alternative text, `kind` is "embed" or "link"."""
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing"><wp:extent cx="2880000" cy="1920000"/>'
        f'<wp:docPr id="1" name="Picture 1" descr="{escape(words)}"/><a:graphic xmlns:a="{DRAWING}/main">'
        f'<a:graphicData uri="{DRAWING}/picture"><pic:pic xmlns:pic="{DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="1" '
        f'name="Picture 1"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:{kind}="{name}"/></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2880000" cy="1920000"/></a:xfrm><a:prstGeom prst="rect"/>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def document(body, *, declaration=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{declaration}'
        f'<w:document xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"><w:body>{body}</w:body></w:document>'
    )


def word_file(*paragraphs, links=(), notes=(), comments=(), page_header="", pictures=(), parts=()):
    """The bytes of a .docx.

    `links` are pairs of id and address, `pictures` of id and bytes, `parts` further ones of a part's name and content.
    """
    relations = [("rId1", "styles", "styles.xml", "")]
    relations += [(name, "hyperlink", address, ' TargetMode="External"') for name, address in links]
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": PACKAGE,
        "word/document.xml": document("".join(paragraphs)),
        "word/styles.xml": STYLES,
    }
    for name, content in pictures:
        relations.append((name, "image", f"media/{name}.png", ""))
        files[f"word/media/{name}.png"] = content
    for part, items, item in (("footnotes", notes, "footnote"), ("comments", comments, "comment")):
        if items:
            relations.append((f"rId{part}", part, f"{part}.xml", ""))
            inner = "".join(f'<w:{item} w:id="{n}">{paragraph(text)}</w:{item}>' for n, text in enumerate(items, 2))
            files[f"word/{part}.xml"] = f'<w:{part} xmlns:w="{NAMESPACE}">{inner}</w:{part}>'
    if page_header:
        files["word/header1.xml"] = f'<w:hdr xmlns:w="{NAMESPACE}">{paragraph(page_header)}</w:hdr>'
    files["word/_rels/document.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'
            for name, kind, target, mode in relations
        )
        + "</Relationships>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (files | dict(parts)).items():
            package.writestr(zipfile.ZipInfo(name, (2003, 6, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
