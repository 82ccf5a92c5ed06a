"""Days with months in languages other than English: "3. mai", "gegužės 3 d.", "3 мая 2007", "3 de mayo", "3.5."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.citations.days import CitedDay, CitedDays
from archive.text.names.normalisation import fold
from archive.text.names.word_lists import read_word_list


def _months() -> dict[str, int]:
    """Return months by folded name; a name that means two months in two languages ("listopada") means neither."""
    found: dict[str, int] = {}
    for line in read_word_list("foreign_months.txt"):
        name, number = line.split()
        found[name] = int(number) if found.get(name, int(number)) == int(number) else 0
    return {name: number for name, number in found.items() if number}


_MONTHS = _months()
_YEAR = r"(?:19|20)\d\d(?!\w)"
# "3. mai", "3 de mayo de 1999", "3. mai 1999"; "gegužės 3 d.", "május 3.".
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_FOREIGN_DAY = re.compile(
    rf"(?<![\w/.\-])(?P<day>{_DAY})(?:\.|er|\.º|º)?\s{{1,2}}(?:de\s)?(?P<month>[^\W\d_]{{3,14}})\.?"
    rf"(?:,?\s(?:de\s)?(?P<year>{_YEAR}))?"
    rf"|(?<!\w)(?:(?P<year_first>(?:19|20)\d\d)(?:\.|\s?m\.)?\s)?(?P<month_before>[^\W\d_]{{3,14}})\s(?P<day_after>{_DAY})(?!\d)(?:\.|\sd\.)?"
    rf"|(?<![\w/.\-])(?P<day_of_month>{_DAY})\.\s?(?P<month_number>1[0-2]|0?[1-9])\.(?!\s?[\d\w])"
)


def find_foreign_days(text: str, start: int, end: int) -> Iterator[CitedDays]:
    """Yield the days with a foreign month in `text[start:end]`, in order; offsets are into `text`.

    >>> [(one.text, one.days[0].month) for one in find_foreign_days("TESK, 3. mai (LNB)", 0, 18)]
    [('3. mai', 5)]
    """
    for match in _FOREIGN_DAY.finditer(text, start, end):
        in_words = match["month"] or match["month_before"]
        month = _MONTHS.get(fold(in_words)) if in_words else int(match["month_number"])
        if month:
            day = int(match["day"] or match["day_after"] or match["day_of_month"])
            year = match["year"] or match["year_first"]
            printed = CitedDay(month, day, int(year) if year else None)
            yield CitedDays(match.group(), match.start(), match.end(), [printed])
