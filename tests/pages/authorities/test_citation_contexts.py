"""The sentence around a citation."""

import pytest

from archive.models import Citation
from archive.pages.authorities.citation_contexts import citation_contexts_of
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, SourceFactory
from tests.timing import at_most

pytestmark = pytest.mark.django_db


def quote(text, name="Quay Herald", **fields):
    article = ArticleFactory(paragraphs=[text])
    start = text.find(name)
    source = SourceFactory(name="Quay Herald")
    CitationFactory(**{"article": article, "source": source, "start": start, "end": start + len(name), **fields})
    (quotation,) = citation_contexts_of(article, article.citations.all())
    return quotation


def test_it_is_the_sentence_with_the_name_marked():
    quoted = quote("Gulls came first. The ferries lay idle (Quay Herald, October 23). Nobody said why.")
    assert (quoted.before, quoted.marked, quoted.behind) == (
        "The ferries lay idle (",
        "Quay Herald",
        ", October 23).",
    )


def test_it_leads_to_its_paragraph():
    assert quote("Idle (Quay Herald, October 23).").address.endswith("#p1")


def test_a_sentence_that_runs_on_is_cut_around_the_mark():
    quoted = quote("word " * 200 + "(Quay Herald, October 23), " + "more " * 100 + ".")
    assert (quoted.before[:6], quoted.behind[-6:]) == ("… word", "more …")
    assert len(quoted.before) + len(quoted.behind) < 500


def test_a_citation_that_is_not_in_the_text_any_more_stands_as_printed():
    quoted = quote("The ferries lay idle.", start=4, end=15)
    assert (quoted.before, quoted.marked, quoted.behind) == ("", "(Quay Herald, October 23)", "")
    assert "#" not in quoted.address


def test_its_days_are_given():
    assert quote("Idle (Quay Herald, October 23).").days.words == "23 October 2004"


@pytest.mark.parametrize("closing", [", October 23).", ", Oct"])
def test_a_parenthesis_that_stands_alone_comes_with_the_sentence_before(closing):
    quoted = quote(f"Gulls came. The ferries lay idle.\n\n(Quay Herald{closing}")
    assert (quoted.before.split(), quoted.behind) == (["The", "ferries", "lay", "idle.", "("], closing)


@pytest.mark.parametrize("sentence", ["talks (BNS, May 4) ", "Talks went on (BNS, May 4). "])
def test_time_grows_as_the_number_of_citations(sentence):
    article = ArticleFactory.build(body=f"<p>{sentence * 20_000}</p>", issue=IssueFactory())
    places = [len(sentence) * number + sentence.index("BNS") for number in range(20_000)]
    citations = [Citation(raw="(BNS, May 4)", name="BNS", paragraph=1, start=at, end=at + 3) for at in places]
    with at_most(12):
        quoted = citation_contexts_of(article, citations)
    assert {each.marked for each in quoted} == {"BNS"}
