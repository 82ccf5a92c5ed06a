"""Keys of a text for the field of names: of its names, and of its words with signs."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.search.analysis.joined_words import joined_keys, keys_in
from archive.text.names.variants.name_keys import name_tokens
from archive.text.names.variants.word_spellings import signs_in_words


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("by co-operation", ["0cooper"]),
        ("the U.S. and us", ["0us"]),
        ("Krasnaya zvezda says", ["krasnaia", "zvezda"]),
        ("“Nur-Sultan”—Astana", ["nur", "sultan", "nursultan", "astana", "0nursultan"]),
    ],
)
def test_keys_of_a_text(text, keys):
    assert list(keys_in(text)) == keys


@given(st.text("aBzÉ́-‐.'’ʼ \u00a0\x1c\x85\t\n—+#9_港Ж", max_size=60))
@example("US C++x co\u00a0-operation")
def test_the_spaces_of_a_text_part_all_keys(text):
    """So that keys can be looked up by what stands between two spaces."""
    assert list(keys_in(text)) == [*name_tokens(signs_in_words(text)), *(key for key, _, _ in joined_keys(text))]
