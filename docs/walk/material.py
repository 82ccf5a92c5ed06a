"""Back issues to import: a zip file of 500 files of several kinds, of which 50 cannot be read as they are.

All content is invented, and the same at every call.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

PUBLICATION, FIRST_VOLUME, FIRST_YEAR = "Narrows Weekly", 2, 2000
GOOD, BAD, ARTICLES_AN_ISSUE, ISSUES_A_VOLUME = 450, 50, 5, 52
PLACES = ("Övermar", "Port Amra", "Hask", "Tesk", "Gülbent", "Zubrac", "Ostrel", "Sarnel", "Veddan", "Lethmark")
SUBJECTS = (
    "ferry", "harbour dues", "lighthouse", "dredger", "fish market", "customs house", "tide tables", "salt works",
    "coastguard", "pilot station", "breakwater", "night boat",
)  # fmt: skip
EVENTS = (
    "Waits for a Minister", "Is Counted Again", "Changes Hands", "Comes Home Late", "Is Nobody’s Business",
    "Goes to Court", "Loses Its Keys", "Stays Where It Is", "Is Painted at Night",
)  # fmt: skip
AUTHORS = ("Ana Brod", "Ilir Deva", "Halid Öszen", "Vera Tamm", "Radko Satkevich", "Gülnar Beyşen")
SOURCES = ("Sarnelska Pošta", "Studio 12", "Lethmark Wire", "Amra Courier", "Radio Hask")
SENTENCES = (
    "Nobody in {place} expected the {subject} to become a matter of state, yet the council spoke of little else.",
    "The ministry’s answer came on a Friday, without a stamp, and said nothing that {place} did not know.",
    "What the {subject} costs is known; who pays for it is not, and two committees are asked to go on not knowing.",
    "In the harbour office they keep a list of promises, by date, and this one is the fourth of its kind.",
    "“We have waited longer for less,” the clerk of {place} said, and went back to the {subject}.",
    "Across the water the same question was settled in an afternoon, which is why nobody here wishes to hear of it.",
    "The vote is to be taken before the ice; the ice, it was pointed out, has not been informed.",
)


def write_back_issues(path: Path) -> Path:
    """Write the zip file; return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*_good(), *_bad()):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return path


def _good() -> Iterator[tuple[str, bytes]]:
    """Yield texts, every seventh a web page, every eleventh without title, every ninth without author."""
    for number in range(GOOD):
        issue, place = divmod(number, ARTICLES_AN_ISSUE)
        folder = f"narrows-weekly/v{FIRST_VOLUME + issue // ISSUES_A_VOLUME}/i{issue % ISSUES_A_VOLUME + 1:02}"
        if number % 7 == 3:
            yield f"{folder}/{place + 1}.html", _web_page(number).encode()
        else:
            yield f"{folder}/{place + 1}.txt", _text(number).encode()


def _header(number: int) -> str:
    issue = number // ARTICLES_AN_ISSUE
    volume, count = FIRST_VOLUME + issue // ISSUES_A_VOLUME, issue % ISSUES_A_VOLUME + 1
    return f"Publication: {PUBLICATION} Volume: {volume} Issue: {count}"


def _day(number: int) -> datetime.date:
    issue = number // ARTICLES_AN_ISSUE
    year = FIRST_YEAR + issue // ISSUES_A_VOLUME
    return datetime.date(year, 1, 7) + datetime.timedelta(weeks=issue % ISSUES_A_VOLUME)


def _title(number: int) -> str:
    subject = SUBJECTS[number % len(SUBJECTS)].title()
    place = PLACES[number // len(SUBJECTS) % len(PLACES)]
    return f"The {subject} of {place} {EVENTS[number // 7 % len(EVENTS)]}"


def _author(number: int) -> str:
    """Return an author's name; one of the authors has two spellings."""
    return "Radko Satkevitch" if number % 36 == 10 else AUTHORS[number % len(AUTHORS)]


def _paragraphs(number: int) -> list[str]:
    words = {"place": PLACES[number // len(SUBJECTS) % len(PLACES)], "subject": SUBJECTS[number % len(SUBJECTS)]}
    paragraphs = []
    for part in range(3):
        chosen = [SENTENCES[(number + part * 3 + step * 2) % len(SENTENCES)].format(**words) for step in range(3)]
        cited = _day(number) - datetime.timedelta(days=2 + part)
        source = SOURCES[(number + part) % len(SOURCES)]
        paragraphs.append(f"{' '.join(chosen)[:-1]} ({source}, {cited:%B} {cited.day}).")
    return paragraphs


def _text(number: int) -> str:
    lines = [_header(number)]
    if number % 11 != 5:
        lines.append(f"Title: {_title(number)}")
    if number % 9 != 4:
        lines.append(f"Author: {_author(number)}")
    day = _day(number)
    lines.append(f"Date: {day:%B} {day.day}, {day.year}")
    return "\n".join(lines) + "\n\n" + "\n\n".join(_paragraphs(number)) + "\n"


def _web_page(number: int) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (_header(number), *_paragraphs(number)))
    return (
        f"<!doctype html><html lang=en><head><title>{_title(number)} | {PUBLICATION}</title></head><body>"
        f"<nav><a href=/>Home</a></nav><article><h1>{_title(number)}</h1><p>By {_author(number)}</p>"
        f"{body}</article><footer>All rights reserved</footer></body></html>"
    )


def _bad() -> Iterator[tuple[str, bytes]]:
    """Yield fifty files such as old disks hold: empty, without a header, damaged, of other kinds."""
    kinds = (
        ("empty.txt", lambda number: b""),
        ("no-header.txt", lambda number: "\n\n".join(_paragraphs(number)).encode()),
        ("picture.txt", lambda number: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4),
        ("cut-off.docx", _damaged_word),
        ("export.xml", lambda number: f"<rss><channel><item><title>{_title(number)}</title>".encode()),
    )
    for number in range(BAD):
        name, content = kinds[number % len(kinds)]
        yield f"old-disk/{number + 1:02}-{name}", content(number)


def _damaged_word(number: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as document:
        document.writestr("word/document.xml", f"<w:document>{number}")
    return buffer.getvalue()[: 60 + number]
