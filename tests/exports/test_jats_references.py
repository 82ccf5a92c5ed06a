"""Lists of references as JATS, and back."""

from xml.etree.ElementTree import tostring

import pytest
from defusedxml.ElementTree import fromstring

from archive.exports.jats_references import split_references
from archive.text.formats.jats.jats_body import BodyReader

ICE = "<p>It froze.</p>"
ENTRIES = '<li>Vale 1999. <a href="https://tesk.lm/ice">Here</a></li><li>Brod 2001.</li>'
LIST = f'<h2>References</h2>\n<ul id="p3">{ENTRIES}</ul>'


def split(html):
    body, references = split_references(html, lambda address: f"https://host{address}")
    return body, tostring(references, encoding="unicode") if references is not None else None


def test_the_list_at_the_end_is_a_ref_list():
    body, references = split(f"{ICE}\n{LIST}")
    assert body == ICE
    assert references == (
        '<ref-list xmlns:xlink="http://www.w3.org/1999/xlink" id="p3"><title>References</title><ref id="p3-1">'
        '<mixed-citation>Vale 1999. <ext-link ext-link-type="uri" xlink:href="https://tesk.lm/ice">Here</ext-link>'
        '</mixed-citation></ref><ref id="p3-2"><mixed-citation>Brod 2001.</mixed-citation></ref></ref-list>'
    )


@pytest.mark.parametrize(
    "html",
    [
        ICE,
        LIST,
        f"{ICE}{LIST}<p>It thawed.</p>",
        f"{ICE}<h2>Towns</h2><ul><li>Tesk</li></ul>",
        f"{ICE}<h2>Notes</h2><ul><li>Vale 1999.</li></ul>",
        f"{ICE}<h2>References</h2><ol><li>Vale 1999.</li></ol>",
        f"{ICE}<h2>References</h2><ul><li><em>Vale</em> 1999.</li></ul>",
    ],
)
def test_other_bodies_stay_whole(html):
    assert split(html) == (html, None)


def test_it_is_read_back_to_the_same_list():
    _, references = split(f"{ICE}\n{LIST}")
    assert BodyReader().back_part(fromstring(references)) == LIST.replace(' id="p3"', "").replace("\n", "")
