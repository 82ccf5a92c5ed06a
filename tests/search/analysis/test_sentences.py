"""Sentence borders in newspaper English."""

import pytest

from archive.search.analysis.sentences import sentence_spans


def sentences(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The ferry sank.", "Nobody drowned!", "Why?", "It was empty."],
        ["Mr. Pilot and Dr. A. B. Stoker met Gen. Mate on Oct. 3 at No. 4 Quay St. Mary."],
        ["The U.S. Coast Guard came.", "It left."],
        ["He lives in the U.S.", "The rest stay."],
        ["He said no.", "They agreed."],
        ["He said no.", "“Never,” she added. (He smiled.)", "Then he left."],
        ["The toll rose (Harbour Herald, Oct. 3. See also Tide Watch, May 4).", "Crews struck."],
        ["“We stay.”", "Crews struck."],
        ["The toll rose. (Harbour Herald, October 3).", "Crews struck."],
        ["It cost 3.5 crowns at tide.example on Monday.", "It rained."],
        ["Wait… and see."],
        ["What?!..", "Nothing came?!", "Nothing…", "The ferry left."],
        ["It left。", "They stayed."],
        ["Прилив пришёл.", "Паром ушёл."],
        ["i.e. Nothing, e.g. Something."],
        ["An aside (that never closes. Crews struck."],
    ],
)
def test_sentences(parts):
    assert sentences(" ".join(parts)) == parts


def test_blank_lines_part_sentences():
    assert sentences("A heading\n\nThe text") == ["A heading", "The text"]


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
def test_no_sentence(text):
    assert sentences(text) == []


def test_spans_cover_all_but_space():
    text = "  One. Two (three. Four). \n\n Five?  "
    assert "".join(sentences(text)).replace(" ", "") == "".join(text.split())
