"""XML vocabularies that are not read."""

import pytest

from tests.text.formats.reading import read, reasons

ROOTS = [
    ('<mets xmlns="http://www.loc.gov/METS/"/>', "METS"),
    ('<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"/>', "ALTO"),
    ('<TEI xmlns="http://www.tei-c.org/ns/1.0"><text/></TEI>', "TEI"),
    ('<articles xmlns="http://pkp.sfu.ca"><article/></articles>', "OJS’s own export"),
    ('<issue xmlns="http://pkp.sfu.ca" published="1"><articles/></issue>', "OJS’s own export"),
    ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "a web page"),
    ("<doi_batch/>", "a deposit for Crossref"),
]


@pytest.mark.parametrize(("content", "what"), ROOTS)
def test_vocabularies_that_are_not_read(content, what):
    records, problems = read("a.xml", content)
    assert records == []
    assert f"This is {what}" in reasons(problems, "error")
    assert problems[0].remedy
