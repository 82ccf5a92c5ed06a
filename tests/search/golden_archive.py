"""The small archive on which golden queries are run: twelve articles, each by a letter, written for the queries."""

from __future__ import annotations

import datetime

from archive.models import Article
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory, SourceFactory

EDM = {"title": "Eurasia Daily Monitor", "abbreviation": "EDM", "first_year": 2004}
PRISM = {"title": "Prism", "abbreviation": "", "first_year": 1995}

# Letter, publication, volume, number, date, title, authors, topics, cited (name, first, last), paragraphs.
TEXTS = [
    ("a", EDM, 1, "115", (2004, 10, 26), "Oil and Gas for Kazakhstan", ["Vladimir Socor"], ["energy"],
     [("Interfax", (2004, 10, 23), (2004, 10, 24)), ("Krasnaya zvezda", (2004, 10, 23), None)],
     ["Kazakhstan sells oil and gas, and the war on terror has not changed that (Interfax, October 23–24).",
      "President Nursultan Nazarbayev said in Almaty that a pipeline is late (Krasnaya zvezda, October 23)."]),
    ("b", EDM, 1, "116", (2004, 10, 27), "What's next? — A: B", ["Stephen Blank"], ["energy", "North Caucasus"],
     [("Interfax-Kazakhstan", (2004, 11, 2), None)],
     ["Kazakhstan's neighbors ask for coal (Interfax-Kazakhstan, November 2).", "The so-called “reform” waits."]),
    ("c", EDM, 2, "3–4", (2005, 1, 10), "A Bridge Too Far: Port Town Debates Its “Bypass”", ["Vladimir Socor"], [],
     [("Krasnaya zvezda", (2004, 10, 23), None)],
     ["Almaty is not mentioned for its gas but for its wood.", "See footnotes and articles (Krasnaya zvezda)."]),
    ("d", EDM, 13, "194", (2016, 12, 12), "KREMLIN DOES NOT TRUST NATO", ["O’Brien"], [],
     [],
     ["NATO and the EU, or CSTO: war or peace in the valley? “U.S. troops, 1999” was a slogan.",
      "The U.S.-led coalition rests."]),
    ("e", PRISM, 9, "11", (2008, 3, 20), "Source: Harbour Master to Resign", ["Ana Brod"], [],
     [],
     ["The ferry is late again.", "“The ferry,” he said, “is not late—it is cancelled.”"]),
    ("f", PRISM, 9, "43", (2008, 5, 2), "Harbour Master Says “No Comment” on Tariffs", ["Ana Brod"], ["harbours"],
     [],
     ["Gas/oil tariffs rose by 3.5 percent, 50% of what was asked, or $50 million.", "1,000 troops went 24/7."]),
    ("g", PRISM, 10, "Supplement", (2009, 1, 15), "Is the Ferry Late (Again)?", [], ["harbours"],
     [],
     ["Rock 'n' roll was heard on 9/11 Street; naïve café owners objected.", "To be or not to be, they sang."]),
    ("h", PRISM, 11, "1", (2010, 1, 15), "Uzbekistan Counts", ["Ana Brod"], [],
     [("president.kz", (2004, 10, 25), None)],
     ["O‘zbekiston and Kazakhstan counted (www.president.kz, October 25).", "Sergei Nazarbaev was not there."]),
    ("i", PRISM, 11, "2", (2010, 2, 15), "Russia — China", ["Dmitry Medvedev"], ["energy"],
     [],
     ["Vladimir Putin signed; oil, gas and coal flow. R&D in the 1990's was poor.", "Moscow is silent."]),
    ("j", EDM, 3, "5", (2006, 6, 1), "Pipelines, Pipelines", ["Vladimir Socor", "Ana Brod"], [],
     [("Interfax", (2006, 5, 23), None), ("RIA Novosti", (2006, 5, 23), None)],
     ["The Volga carries oil (Interfax, RIA Novosti, May 23).", "Ministers' meeting: the ministers meet."]),
    ("k", EDM, 3, "6", (2006, 6, 2), "Київ without Gas", ["Taras Bilyk"], ["energy"],
     [],
     ["Kyiv was cold. Артём Назарбаев wrote from Rus' and Kazan'.", "A cease-fire and a re-election are foreseen."]),
    ("l", PRISM, 12, "4", (2011, 7, 4), "Programming in C++", [], [],
     [],
     ["C# programming and C++ are taught; see example.org. A snake_case name, name@host.example.",
      "Kazakh herders took the 10:30 train; the ratio was 2:1."]),
]  # fmt: skip


def make_golden_archive() -> dict[int, str]:
    """Write the articles; returns their letters by id."""
    publications = {facts["title"]: PublicationFactory(**facts) for facts in (EDM, PRISM)}
    letters = {}
    for letter, facts, volume, number, day, title, authors, topics, cited, paragraphs in TEXTS:
        issue = IssueFactory(
            publication=publications[facts["title"]], volume=volume, number=number, date=datetime.date(*day)
        )
        article = ArticleFactory(issue=issue, title=title, authors=authors, topics=topics, paragraphs=paragraphs)
        for name, first, last in cited:
            _cite(article, name, datetime.date(*first), datetime.date(*(last or first)))
        letters[article.pk] = letter
    return letters


def _cite(article: Article, name: str, first: datetime.date, last: datetime.date) -> None:
    source = SourceFactory._meta.model.objects.filter(name=name).first() or SourceFactory(name=name)
    CitationFactory(article=article, source=source, first_day=first, last_day=last)
