"""Which addresses may be links: the scheme is what browsers read."""

import pytest

from archive.text.markup.link_addresses import is_link


@pytest.mark.parametrize(
    "address",
    ["https://zvolna.example/a?b=c:1", "HTTP://zvolna.example", "mailto:ana@zvolna.example", "//zvolna.example:80/",
     "/a:80", "a/b:80", "#a:1", "?q=a:1", "", " /a ", "javascript :1", "1:2", "http://["],
)  # fmt: skip
def test_addresses_of_the_web_and_relative_ones_are_links(address):
    assert is_link(address)


@pytest.mark.parametrize(
    "address",
    ["javascript:123", "vbscript:12", "data:80", "JavaScript:1", "java\tscript:1", "\x01javascript:1", " data:80",
     "java\nscript\r:1", "blob:1", "x-y:1", "zvolna.example:80", "file:///etc", "javascript:"],
)  # fmt: skip
def test_other_schemes_are_no_links(address):
    assert not is_link(address)
