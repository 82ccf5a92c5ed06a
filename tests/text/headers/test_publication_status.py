"""What fields of files say about whether an article is published."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.text.headers.publication_status import (
    Statement,
    Visibility,
    is_flag,
    is_status_name,
    path_problem,
    publication_problem,
    read_status_label,
    visibility_of_word,
)

PUBLIC, NOT_PUBLIC, UNKNOWN = "public", "not public", "unknown"
LATER, PAST = "2999-01-01", "2004-10-01"


def verdict(*fields):
    problem = publication_problem(Statement(name, tuple(values)) for name, *values in fields)
    return PUBLIC if problem is None else {"warning": NOT_PUBLIC, "error": UNKNOWN}[problem.severity]


FIELDS = [
    # words of WordPress, Ghost, Substack, Drupal, OJS, Janeway, DSpace
    ("status", "publish", PUBLIC),
    ("status", " “Published”. ", PUBLIC),
    ("post_status", "PUBLISH", PUBLIC),
    ("wp:status", "publish", PUBLIC),
    ("status", "draft", NOT_PUBLIC),
    ("status", "auto-draft", NOT_PUBLIC),
    ("status", "pending", NOT_PUBLIC),
    ("status", "Private", NOT_PUBLIC),
    ("status", "future", NOT_PUBLIC),
    ("status", "scheduled", NOT_PUBLIC),
    ("status", "sent", NOT_PUBLIC),
    ("status", "trash", NOT_PUBLIC),
    ("status", "inherit", NOT_PUBLIC),
    ("status", "withdrawn", NOT_PUBLIC),
    ("Workflow state", "in_review", NOT_PUBLIC),
    ("stage", "Under Review", NOT_PUBLIC),
    ("stage", "Typesetting", NOT_PUBLIC),
    ("stage", "Published", PUBLIC),
    ("state", "archived", NOT_PUBLIC),
    ("status", "brewing", UNKNOWN),
    ("status", "draft – do not show", UNKNOWN),
    ("status", "1", UNKNOWN),
    ("status", "3", UNKNOWN),
    ("status", "0", NOT_PUBLIC),
    ("status", "true", PUBLIC),
    ("status", "false", NOT_PUBLIC),
    ("status", "", UNKNOWN),
    ("status", "  ", UNKNOWN),
    ("visibility", "public", PUBLIC),
    ("visibility", "members", NOT_PUBLIC),
    ("visibility", "paid", NOT_PUBLIC),
    ("visibility", "tiers", NOT_PUBLIC),
    ("audience", "everyone", PUBLIC),
    ("audience", "only_paid", NOT_PUBLIC),
    ("audience", "only_free", NOT_PUBLIC),
    ("audience", "founding", NOT_PUBLIC),
    ("access", "open", PUBLIC),
    ("access", "restricted", NOT_PUBLIC),
    ("access", "by appointment", UNKNOWN),
    ("dcterms.accessRights", "info:eu-repo/semantics/openAccess", PUBLIC),
    ("dcterms.accessRights", "info:eu-repo/semantics/embargoedAccess", NOT_PUBLIC),
    ("accessRights", "metadata only access", NOT_PUBLIC),
    # booleans
    *(("published", word, PUBLIC) for word in ("true", "TRUE", "Yes", "1", "on", "y", '"true"')),
    *(("published", word, NOT_PUBLIC) for word in ("false", "FALSE", "No", "0", "off", "n")),
    ("published", "", UNKNOWN),
    ("published", "at some time", UNKNOWN),
    ("published", PAST, PUBLIC),
    ("published", LATER, NOT_PUBLIC),
    ("published", "Spring 2004", PUBLIC),
    ("published_at", "", UNKNOWN),
    ("publishedAt", PAST, PUBLIC),
    ("is_published", "false", NOT_PUBLIC),
    ("isPublic", "no", NOT_PUBLIC),
    ("discoverable", "false", NOT_PUBLIC),
    *(("draft", word, NOT_PUBLIC) for word in ("true", "TRUE", "yes", "1", "on", "x", "checked")),
    *(("draft", word, PUBLIC) for word in ("false", "No", "0", "off", "", "none")),
    ("draft", "nearly", UNKNOWN),
    ("private", "true", NOT_PUBLIC),
    ("withdrawn", "true", NOT_PUBLIC),
    ("deleted_at", "2020-01-01T00:00:00Z", NOT_PUBLIC),
    ("deleted_at", "", PUBLIC),
    # moments
    ("date", PAST, PUBLIC),
    ("date", LATER, NOT_PUBLIC),
    ("date", "no date at all", PUBLIC),
    ("date", "", PUBLIC),
    ("issue date", LATER, PUBLIC),
    ("publishDate", LATER, NOT_PUBLIC),
    ("publishDate", PAST, PUBLIC),
    ("publishDate", "when it is ready", UNKNOWN),
    ("embargo", LATER, NOT_PUBLIC),
    ("embargo", PAST, PUBLIC),
    ("embargo", "none", PUBLIC),
    ("embargo", "true", NOT_PUBLIC),
    ("embargo", "12 months", UNKNOWN),
    ("embargo_until", "", PUBLIC),
    ("expiryDate", PAST, NOT_PUBLIC),
    ("expiryDate", LATER, PUBLIC),
    ("expires", "never", PUBLIC),
    ("expires", "in a while", UNKNOWN),
    ("password", "hunter2", NOT_PUBLIC),
    ("post_password", "0", NOT_PUBLIC),
    ("password", "", PUBLIC),
]


@pytest.mark.parametrize(("name", "value", "expected"), FIELDS)
def test_a_field_alone(name, value, expected):
    assert is_status_name(name) or name == "issue date"
    assert (verdict((name, value)) if is_status_name(name) else PUBLIC) == expected


TOGETHER = [
    ([], PUBLIC),
    ([("status", "published"), ("draft", "true")], NOT_PUBLIC),
    ([("status", "brewing"), ("draft", "true")], NOT_PUBLIC),
    ([("status", "published"), ("visibility", "brewing")], UNKNOWN),
    ([("status", "published"), ("visibility", "")], PUBLIC),
    ([("status", ""), ("published", PAST)], PUBLIC),
    ([("status", ""), ("visibility", "public")], UNKNOWN),
    ([("status", ""), ("draft", "false")], UNKNOWN),
    ([("status", "published", "draft")], NOT_PUBLIC),
    ([("status", "published", "brewing")], UNKNOWN),
    ([("Zustand", "draft")], NOT_PUBLIC),
    ([("Zustand", "published")], PUBLIC),
]


@pytest.mark.parametrize(("fields", "expected"), TOGETHER)
def test_fields_together(fields, expected):
    assert verdict(*fields) == expected


HINTS = [("status", "draft", NOT_PUBLIC), ("status", "brewing", PUBLIC), ("status", "", PUBLIC)]


@pytest.mark.parametrize(("name", "value", "expected"), HINTS)
def test_of_a_hint_only_what_keeps_back_counts(name, value, expected):
    problem = publication_problem([Statement(name, (value,), hint=True)])
    assert (NOT_PUBLIC if problem else PUBLIC) == expected


def test_the_problem_names_the_value_the_line_and_what_to_do():
    problem = publication_problem([Statement("status", ("brewing",), 3)])
    assert problem.line == 3
    assert problem.reason == "Left out: “status: brewing” does not say whether it is published."
    assert "Write “published”" in problem.remedy
    assert '"status" = ""' in problem.remedy


def test_a_password_is_not_shown():
    assert "hunter2" not in str(publication_problem([Statement("password", ("hunter2",))]))


@pytest.mark.parametrize("name", ["title", "author", "states", "issue date", "publication", "rights", "statusquo", ""])
def test_other_fields_say_nothing(name):
    assert not is_status_name(name)


FLAGS = [("published", "true", True), ("published", "draft", True), ("published", PAST, False), ("date", "true", False)]


@pytest.mark.parametrize(("name", "value", "expected"), FLAGS)
def test_flags_are_no_dates(name, value, expected):
    assert is_flag(name, [value]) is expected


LABELS = [
    ("Status: Draft", ("Status", "Draft")),
    ("Status: brewing", ("Status", "brewing")),
    ("Draft: yes", ("Draft", "yes")),
    ("draft = true", ("draft", "true")),
    ('"draft": true,', ("draft", "true,")),
    ("Embargo: May 3, 2999", ("Embargo", "May 3, 2999")),
    ("Published: no", ("Published", "no")),
    ("Published: May 3, 2004", None),
    ("Draft: a history of the pier", None),
    ("Status: the ferries of Hask are idle.", None),
    ("Embargo: the long winter", None),
    ("Access: by the quay", None),
    ("Title: Draft", None),
    ("The status: unknown", None),
]


@pytest.mark.parametrize(("line", "expected"), LABELS)
def test_labels_in_texts(line, expected):
    statement = read_status_label(line)
    assert (statement and (statement.name, statement.values[0])) == expected


PATHS = [
    ("_drafts/a.md", True),
    ("blog/_drafts/2004/a.md", True),
    ("Drafts/a.txt", True),
    ("_posts/2999-01-01-a.md", True),
    ("_posts/2004-10-01-a.md", False),
    ("letters/2999-01-01-a.md", False),
    ("drafts.md", False),
    ("a/drafting/b.md", False),
]


@pytest.mark.parametrize(("path", "is_left_out"), PATHS)
def test_paths(path, is_left_out):
    assert bool(path_problem(path)) is is_left_out


@given(st.text(max_size=40), st.text(max_size=60))
@example(".", "")
def test_no_field_raises_and_only_known_words_are_public(name, value):
    publication_problem([Statement(name, (value,))])
    read_status_label(f"{name}: {value}")
    path_problem(f"{name}/{value}")
    assert visibility_of_word(f"{value} q9") in (Visibility.UNKNOWN, Visibility.NOT_PUBLIC)
