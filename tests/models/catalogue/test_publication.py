"""Publications: names, ISSN, years of volumes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from archive.models import Publication
from archive.models.catalogue.publication import validate_issn
from tests.factories import IssueFactory, PublicationFactory


@pytest.mark.parametrize("issn", ["0317-8471", "1050-124X", "2049-3630"])
def test_true_issn_passes(issn):
    assert validate_issn(issn) is None


@pytest.mark.parametrize("issn", ["0317-8472", "03178471", "1050-124x", "issn", ""])
def test_false_issn_is_refused(issn):
    with pytest.raises(ValidationError):
        validate_issn(issn)


@pytest.mark.parametrize(
    ("first_year", "volume", "year"), [(2004, 1, 2004), (2004, 13, 2016), (None, 1, None), (2004, 5000, None)]
)
def test_year_of_volume(first_year, volume, year):
    assert Publication(first_year=first_year).year_of_volume(volume) == year


def test_names_are_all_that_texts_may_call_it_by():
    publication = Publication(title="North Letter", abbreviation="NL", other_names=["Northern Weekly"])
    assert publication.names() == ["North Letter", "NL", "Northern Weekly"]


@pytest.mark.django_db
def test_publication_does_not_precede_itself():
    publication = PublicationFactory()
    publication.preceding = publication
    with pytest.raises(IntegrityError):
        publication.save()


@pytest.mark.django_db
def test_publication_with_issues_is_not_deleted():
    with pytest.raises(models.ProtectedError):
        IssueFactory().publication.delete()
