"""Rows for tests: `ArticleFactory(issue__volume=3, authors=["Ana Brod"])` makes all that an article needs.

Issues appear a day apart in 2005, and articles are published, so that what a test makes can be seen.
"""

from __future__ import annotations

import datetime

import factory
from factory.django import DjangoModelFactory

from archive.editing.pending_work import suspended_recomputation
from archive.models import (
    Article,
    Author,
    Authorship,
    Citation,
    Issue,
    Publication,
    Source,
    SourceKind,
    SourceName,
    Status,
    Topic,
)
from archive.text.dates import Precision
from archive.text.markup.sanitiser import html_from_paragraphs

FIRST_DAY = datetime.date(2004, 10, 4)
# Where the numbers in names and dates begin in each test: far from the ends of a year, and of three digits for long.
FIRST_NUMBER = 200


def restart() -> None:
    """Let all factories count from the start, so that a test has the same rows whichever tests ran before it."""
    for each in RowFactory.__subclasses__():
        each.reset_sequence(FIRST_NUMBER)


class RowFactory(DjangoModelFactory):
    """Makes rows as the test says, without computing what would follow from them."""

    class Meta:
        abstract = True

    @classmethod
    def _generate(cls, strategy, params):
        with suspended_recomputation():
            return super()._generate(strategy, params)


class PublicationFactory(RowFactory):
    class Meta:
        model = Publication

    title = factory.Sequence(lambda n: f"Harbour Letter {n}")
    place = "Port Varda"
    language = "en"
    first_year = 2004


class IssueFactory(RowFactory):
    class Meta:
        model = Issue

    publication = factory.SubFactory(PublicationFactory)
    volume = 1
    number = factory.Sequence(lambda n: str(n + 1))
    date = factory.Sequence(lambda n: FIRST_DAY + datetime.timedelta(days=n))
    date_precision = Precision.DAY.value


class AuthorFactory(RowFactory):
    class Meta:
        model = Author

    name = factory.Sequence(lambda n: f"Ana Brod {n}")


class TopicFactory(RowFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Harbours {n}")


class ArticleFactory(RowFactory):
    """`paragraphs=[…]` sets the body; `authors=[…]` takes names or rows, `topics=[…]` likewise."""

    class Meta:
        model = Article
        skip_postgeneration_save = True

    class Params:
        paragraphs = (
            "The ferries of Port Varda stood idle for a third day.",
            "Nobody at the harbour office would say why.",
        )

    issue = factory.SubFactory(IssueFactory)
    title = factory.Sequence(lambda n: f"Ferries stand idle {n}")
    status = Status.PUBLISHED
    position = factory.Sequence(lambda n: n)
    # Raw, so that a test may give markup that the sanitiser never saw; `paragraphs` is the usual way.
    body = factory.LazyAttribute(
        lambda made: "\n".join(
            html_from_paragraphs([text]).replace("<p>", f'<p id="p{number}">', 1)
            for number, text in enumerate(made.paragraphs, start=1)
        )
    )

    @factory.post_generation
    def authors(self, create, names, **kwargs):
        for position, name in enumerate(names or ()):
            author = name if isinstance(name, Author) else _named(Author, name)
            Authorship.objects.create(article=self, author=author, position=position)

    @factory.post_generation
    def topics(self, create, names, **kwargs):
        for name in names or ():
            self.topics.add(name if isinstance(name, Topic) else _named(Topic, name))


def _named(model, name: str):
    return model.objects.filter(name=name).first() or model.objects.create(name=name)


class SourceFactory(RowFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Vardan Herald {n}")
    kind = SourceKind.NEWSPAPER


class SourceNameFactory(RowFactory):
    class Meta:
        model = SourceName

    source = factory.SubFactory(SourceFactory)
    name = factory.Sequence(lambda n: f"The Vardan Herald {n}")


class CitationFactory(RowFactory):
    class Meta:
        model = Citation

    article = factory.SubFactory(ArticleFactory)
    source = factory.SubFactory(SourceFactory)
    name = factory.LazyAttribute(lambda made: made.source.name if made.source else "Vardan Herald")
    date_text = "October 23"
    raw = factory.LazyAttribute(lambda made: f"({made.name}, {made.date_text})")
    first_day = datetime.date(2004, 10, 23)
    last_day = factory.SelfAttribute("first_day")
    precision = Precision.DAY.value
    paragraph = 1
    anchor = "p1"
    ordinal = factory.Sequence(lambda n: n)
