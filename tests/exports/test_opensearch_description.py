"""The OpenSearch description is XML with every address, whatever the archive is called."""

from __future__ import annotations

from xml.etree import ElementTree

from archive.exports.opensearch_description import description

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"


def described(name: str) -> ElementTree.Element:
    base = "http://example.org/search"
    return ElementTree.fromstring(  # noqa: S314 (our own text)
        description(name, page=f"{base}/", atom=f"{base}.atom", json=f"{base}.json", suggest="s", itself="o").encode()
    )


def test_addresses():
    templates = {url.get("type"): url.get("template") for url in described("Backfile").iter(f"{SPACE}Url")}
    assert templates["text/html"] == "http://example.org/search/?q={searchTerms}&page={startPage?}"
    assert set(templates) == {
        "text/html",
        "application/atom+xml",
        "application/json",
        "application/x-suggestions+json",
        "application/opensearchdescription+xml",
    }


def test_names_are_bounded_and_escaped():
    root = described("Ferries & <Harbours> of the Whole Coast, Collected and Bound")
    assert root.find(f"{SPACE}ShortName").text == "Ferries & <Harbo"
    assert len(root.find(f"{SPACE}LongName").text) <= 48
