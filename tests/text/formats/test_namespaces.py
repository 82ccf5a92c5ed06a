"""Names of XML by the path of their namespace."""

from xml.etree import ElementTree

import pytest

from archive.text.formats.namespaces import attribute, qualified_name

NAMES = [
    *(
        (f"{{{namespace}}}status", "wp:status")
        for namespace in (
            "http://wordpress.org/export/1.2/",
            "https://wordpress.org/export/1.2/",
            "https://wordpress.org/export/1.2",
            "http://www.wordpress.org/export/1.0/",
            "HTTPS://WordPress.org/export/1.1//",
            "//wordpress.org/export/1.3/",
            "wordpress.org/export/2.0/",
            " http://wordpress.org/export/1/ ",
        )
    ),
    ("{https://wordpress.org/export/1.2/excerpt/}encoded", "excerpt:encoded"),
    ("{http://wordpress.org/export/1.2/excerpt}encoded", "excerpt:encoded"),
    ("{https://purl.org/rss/1.0/modules/content}encoded", "content:encoded"),
    ("{https://www.purl.org/dc/elements/1.1}creator", "dc:creator"),
    ("{http://purl.org/dc/terms/}creator", "dc:creator"),
    ("{https://www.w3.org/1999/xlink/}href", "xlink:href"),
    ("item", "item"),
    ("{http://wordpress.org/export/9.1/}status", "{http://wordpress.org/export/9.1/}status"),
    ("{http://wordpress.org/export/}status", "{http://wordpress.org/export/}status"),
    ("{urn:other}status", "{urn:other}status"),
    ("{}status", "{}status"),
]


@pytest.mark.parametrize(("tag", "name"), NAMES)
def test_names(tag, name):
    assert qualified_name(tag) == name


@pytest.mark.parametrize("namespace", ["http://www.w3.org/1999/xlink", "https://www.w3.org/1999/xlink/"])
def test_attributes(namespace):
    element = ElementTree.fromstring(f'<a xmlns:x="{namespace}" x:href="b" href="c"/>')  # noqa: S314
    assert attribute(element, "xlink:href") == "b"
    assert attribute(element, "xlink:title") == ""
