"""Labels of filter values, and the slugs that a publication's or topic's name stands for."""

from __future__ import annotations

import pytest

from archive.search.grammar import parse
from archive.search.labels import labels_of, slugs_for
from tests.factories import AuthorFactory, PublicationFactory, TopicFactory


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("publication:EDM", {"eurasia-daily-monitor"}),
        ("publication:monitor", {"eurasia-daily-monitor", "monitor"}),
        ('publication:"daily monitor"', {"eurasia-daily-monitor"}),
        ('publication:"Monitor"', {"monitor"}),
        ('publication:"monitor daily"', set()),
        ("publication:eurasia-daily-monitor", {"eurasia-daily-monitor"}),
        ("publication:mon*", {"eurasia-daily-monitor", "monitor"}),
        ("publication:(eurasia OR prism)", {"eurasia-daily-monitor", "prism"}),
        ("publication:(monitor -daily)", {"monitor"}),
        ("publication:ÉURASIA", {"eurasia-daily-monitor"}),
        ("publication:nothing", set()),
        ("topic:caucasus", {"north-caucasus"}),
    ],
)
def test_names_stand_for_slugs(db, query, slugs):
    PublicationFactory(title="Eurasia Daily Monitor", abbreviation="EDM")
    PublicationFactory(title="Monitor")
    PublicationFactory(title="Prism")
    TopicFactory(name="North Caucasus")
    field = parse(query).tree
    assert set(slugs_for(field.name, field.part)) == slugs


def test_labels(db):
    author = AuthorFactory(name="Ana Brod")
    assert labels_of("author", [author.slug, "nobody"]) == {author.slug: "Ana Brod"}
    assert labels_of("year", [2004]) == {"2004": "2004"}
    assert labels_of("topic", []) == {}
