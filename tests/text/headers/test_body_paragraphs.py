"""Paragraphs below a header, and what stands among them."""

import pytest

from archive.text.headers.body_paragraphs import (
    Paragraph,
    is_boilerplate,
    is_caption,
    is_footer,
    is_next_heading,
    paragraphs_of,
    signature_name,
)


def texts(text):
    return [paragraph.text for paragraph in paragraphs_of(list(enumerate(text.split("\n"), start=1)))]


def test_blank_lines_part_paragraphs():
    assert texts("One.\n\n\nTwo.\n") == ["One.", "Two."]


def test_single_line_breaks_part_paragraphs():
    long = (
        "The ferry ran again on Monday, and nobody asked the ferrymen of Zvolna why it had stopped in the first place. "
    )
    assert len(texts(f"{long}\n{long}\n{long}")) == 3


def test_lines_wrapped_to_a_width_are_joined():
    wrapped = (
        "The ferry ran again on Monday, and nobody asked the ferrymen\n"
        "of Zvolna why it had stopped in the first place. The toll is\n"
        "what it was in the spring, and the ford is closed.\n"
        "\n"
        "Snow came early, as the almanac said it would, and the upper\n"
        "road was shut for the winter."
    )
    assert texts(wrapped)[1] == (
        "Snow came early, as the almanac said it would, and the upper road was shut for the winter."
    )


def test_lists_are_not_joined():
    assert texts("A. Ferries\n    1. Toll doubled in Zvolna, Agency\n    2. Ford closed for repairs, Agency") == [
        "A. Ferries",
        "1. Toll doubled in Zvolna, Agency",
        "2. Ford closed for repairs, Agency",
    ]


def test_paragraphs_know_their_line():
    assert paragraphs_of([(3, ""), (4, "One."), (5, ""), (6, "Two.")]) == [Paragraph(4, "One."), Paragraph(6, "Two.")]


@pytest.mark.parametrize(
    ("text", "footer"),
    [
        ("The Courier is issued by the Ford Press under its editors", True),
        ("Valley News is a publication of the Ford Press.", True),
        ("Copyright 1999 Ford Press", True),
        ("© 1999", True),
        ("Unauthorized reproduction is forbidden.", True),
        ("The toll is paid by the ferrymen.", False),
        ("He spoke of copyright.", False),
    ],
)
def test_footers(text, footer):
    assert is_footer(text) is footer


@pytest.mark.parametrize(
    ("text", "cut"), [("Read More", True), ("... MORE", True), ("***", True), ("More ferries came.", False)]
)
def test_furniture(text, cut):
    assert is_boilerplate(text) is cut


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Toll Doubled in Lower Marsh.", True),
        ("…But Ferrymen Remain on Strike.", True),
        ("OUTRAGE AT TOLL", True),
        ("Ford Repairs and Other Delays", True),
        ("Persistent Grievances", False),  # two words without a stop may be a heading of this article
        ("Nobody asked why.", False),
        ("Ford Gazette, March 3", False),
        ("1. Toll Doubled in Zvolna", False),
    ],
)
def test_next_headings(text, heading):
    assert is_next_heading(text) is heading


LONG = "The ferry ran again on Monday, and nobody asked the ferrymen of Zvolna why it had stopped in the first place."


@pytest.mark.parametrize(
    ("first", "caption"),
    [
        ("Courthouse, Zvolna (Source: Valley Knot)", True),
        ("The mayor was cheered on his way to the ferry (Photo: A. Vale)", True),
        ("Photo: the ford in May", True),
        ("Aftermath of the flood in Zvolna on May 15, 2010.", True),
        ("The toll was doubled.", False),
        ("Nobody asked. The ferry ran.", False),
        ("How far?", False),
        ("–THE TOLL AGAIN", False),
    ],
)
def test_captions(first, caption):
    assert is_caption(first, LONG) is caption


@pytest.mark.parametrize(
    ("line", "name"),
    [("—Anna Vale", "Anna Vale"), ("– Ivo P. Marsh", "Ivo P. Marsh"), ("–THE TOLL AGAIN", ""), ("Anna Vale", "")],
)
def test_signatures(line, name):
    assert signature_name(line) == name
