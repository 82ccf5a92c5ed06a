"""Preparation of a synthetic archive for the benchmark of the admin: an archive that editors have worked in.

    BACKFILE_DATA=… python -m benchmarks.desk_archive

Adds, once, thousands of authors and topics, some hundreds of articles of every stage and of everything that the review
desk looks for, and an account; prints the account's session, the models of the desk, and words to search for.
"""

from __future__ import annotations

import json
import random
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import Count  # noqa: E402

from archive.models import (  # noqa: E402
    Article,
    ArticleOrigin,
    Author,
    Authorship,
    InternalLink,
    Issue,
    Publication,
    Source,
    Status,
    Topic,
)
from archive.models.common.outbox import batch_enqueue  # noqa: E402
from archive.text.names.normalisation import fold  # noqa: E402
from archive.text.names.personal_names import sort_key  # noqa: E402

NAME = "benchmark"
AUTHORS, TOPICS, OF_A_KIND = 5_000, 3_000, 400


def account():
    """Return the account that the benchmark works with, created once."""
    user = get_user_model().objects.filter(username=NAME).first()
    return user or get_user_model().objects.create_superuser(NAME)


def session_of(user) -> str:
    """Return a session in which the account is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


@transaction.atomic
def work_in_it() -> None:
    """Fill the archive as years of work would: names, stages, and warnings."""
    if Author.objects.filter(slug__startswith="bench-").exists():
        return
    pick = random.Random(7)
    parts = ["Aba", "Bri", "Cor", "Dun", "Eri", "Fal", "Gor", "Han", "Ily", "Jar", "Kor", "Lam", "Mar", "Nov", "Ost"]
    names = [f"{pick.choice(parts)}{pick.choice(parts).lower()} {pick.choice(parts)}{n}ov" for n in range(AUTHORS)]
    authors = [
        Author(name=name, slug=f"bench-{number}", name_key=fold(name), sort_key=sort_key(name))
        for number, name in enumerate(names)
    ]
    topics = [Topic(name=f"{pick.choice(parts)}ing {number}", slug=f"bench-{number}") for number in range(TOPICS)]
    Author.objects.bulk_create(authors)
    Topic.objects.bulk_create(topics)
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    chosen = iter(pick.sample(ids, min(len(ids), 8 * OF_A_KIND)))
    with batch_enqueue([]):
        give_work([[pk for _, pk in zip(range(OF_A_KIND), chosen, strict=False)] for _ in range(8)], authors, topics)


def give_work(lots: list[list[int]], authors: list[Author], topics: list[Topic]) -> None:
    """Create some hundreds of articles each: of every stage, without author, without body, with problems, with broken
    links.
    """
    for lot, status in zip(lots, (Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN), strict=False):
        Article.objects.filter(pk__in=lot).update(status=status)
    Authorship.objects.filter(article__in=lots[3]).delete()
    Article.objects.filter(pk__in=lots[4]).update(body="")
    problem = {"line": 3, "reason": "The line could not be placed.", "remedy": "Look at it.", "severity": "warning"}
    origins = [
        ArticleOrigin(
            article_id=pk, path=f"{pk}.txt", sha256=f"{pk:064x}", received=b"", encoding="utf-8", problems=[problem],
            has_problems=True,
        )
        for pk in lots[5]
    ]  # fmt: skip
    ArticleOrigin.objects.bulk_create(origins)
    links = [
        InternalLink(article_id=pk, anchor="p1", address="/nowhere/", path="/nowhere/", error="nothing")
        for pk in lots[6]
    ]
    InternalLink.objects.bulk_create(links)
    Issue.objects.filter(articles__in=lots[7]).update(date_precision="inferred")
    signed = [
        Authorship(article_id=pk, author=author, position=9) for pk, author in zip(lots[0], authors, strict=False)
    ]
    Authorship.objects.bulk_create(signed, ignore_conflicts=True)
    through = Article.topics.through
    filed = [through(article_id=pk, topic_id=topic.pk) for pk, topic in zip(lots[1], topics, strict=False)]
    through.objects.bulk_create(filed, ignore_conflicts=True)


def facts(user) -> dict[str, object]:
    """Return the data that the benchmark needs."""
    title = Article.objects.order_by("pk")[500].title
    heaviest = Article.objects.annotate(n=Count("citations")).order_by("-n").filter(pk__lt=5000).first()
    author = Author.objects.annotate(n=Count("authorships")).order_by("-n").first()
    return {
        "session": session_of(user),
        "cookie": settings.SESSION_COOKIE_NAME,
        "models": sorted(f"{model._meta.app_label}/{model._meta.model_name}" for model in admin.site._registry),
        "words": {
            "a word of a title": max(title.split(), key=len),
            "three letters": title[:3],
            "an author": author.name.split()[-1],
            "publication and number": f"{Publication.objects.exclude(abbreviation='').first().abbreviation} 12",
            "a source": Source.objects.order_by("name")[50].name.split()[0],
            "nothing that is there": "zzzqqq",
        },
        "heaviest_article": heaviest.pk,
    }


if __name__ == "__main__":
    work_in_it()
    json.dump(facts(account()), sys.stdout)
