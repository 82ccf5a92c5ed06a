"""Days with the names of months in languages other than English: "3. mai", "gegužės 3 d.", "3 мая 2007", "3 de mayo"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.citations.days import CitedDay, CitedDays
from archive.text.names.normalisation import fold

# Months in order, a language a line; forms that declension or abbreviation adds are joined by slashes. Folded.
_LANGUAGES = """
januar/janner/jan februar/feb marz/mar april/apr mai juni/jun juli/jul august/aug september/sep oktober/okt november/nov dezember/dez
januar februar mars april mai juni juli august september oktober november desember
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
janvier/janv fevrier/fevr mars avril/avr mai juin juillet/juil aout septembre/sept octobre/oct novembre decembre/dec
enero/ene febrero marzo abril mayo/may junio julio agosto septiembre/setiembre octubre noviembre diciembre/dic
gennaio/genn febbraio/febbr marzo aprile maggio/magg giugno luglio agosto settembre/sett ottobre/ott novembre dicembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
stycznia/styczen lutego/luty marca/marzec kwietnia/kwiecien maja czerwca/czerwiec lipca/lipiec sierpnia/sierpien wrzesnia/wrzesien pazdziernika/pazdziernik listopada grudnia/grudzien
ledna/leden unora/unor brezna/brezen dubna/duben kvetna/kveten cervna/cerven cervence/cervenec srpna/srpen zari rijna/rijen listopadu prosince/prosinec
januara februara marca aprila maja juna jula avgusta septembra oktobra novembra decembra
sijecnja veljace ozujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga/studenog prosinca
tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu kesakuuta/kesakuu heinakuuta/heinakuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu marraskuuta/marraskuu joulukuuta/joulukuu
jaanuar veebruar marts aprill mai juuni juuli august september oktoober november detsember
janvaris/janvari februaris/februari marts/marta aprilis/aprili maijs/maija junijs/junija julijs/julija augusts/augusta septembris/septembri oktobris/oktobri novembris/novembri decembris/decembri
sausio vasario kovo balandzio geguzes birzelio liepos rugpjucio rugsejo spalio lapkricio gruodzio
januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня
януари февруари март април май юни юли август септември октомври ноември декември
ianvaria/yanvarya fevralia/fevralya marta aprelia/aprelya maia/maya iiunia/iyunya iiulia/iyulya avgusta sentiabria/sentyabrya oktiabria/oktyabrya noiabria/noyabrya dekabria/dekabrya
"""


def _months() -> dict[str, int]:
    """Return months by folded name; a name that means two months in two languages ("listopada") means neither."""
    found: dict[str, int] = {}
    for line in _LANGUAGES.split("\n"):
        for number, names in enumerate(line.split(), start=1):
            for name in names.split("/"):
                found[name] = number if found.get(name, number) == number else 0
    return {name: number for name, number in found.items() if number}


_MONTHS = _months()
_YEAR = r"(?:19|20)\d\d(?!\w)"
# "3. mai", "3 de mayo de 1999", "3. mai 1999"; "gegužės 3 d.", "május 3.".
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_FOREIGN_DAY = re.compile(
    rf"(?<![\w/.\-])(?P<day>{_DAY})(?:\.|er|\.º|º)?\s{{1,2}}(?:de\s)?(?P<month>[^\W\d_]{{3,14}})\.?"
    rf"(?:,?\s(?:de\s)?(?P<year>{_YEAR}))?"
    rf"|(?<!\w)(?:(?P<year_first>(?:19|20)\d\d)(?:\.|\s?m\.)?\s)?(?P<month_before>[^\W\d_]{{3,14}})\s(?P<day_after>{_DAY})(?!\d)(?:\.|\sd\.)?"
)


def find_foreign_days(text: str, start: int, end: int) -> Iterator[CitedDays]:
    """Yield the days with a foreign month in `text[start:end]`, in order; offsets are into `text`.

    >>> [(one.text, one.days[0].month) for one in find_foreign_days("TESK, 3. mai (LNB)", 0, 18)]
    [('3. mai', 5)]
    """
    for match in _FOREIGN_DAY.finditer(text, start, end):
        month = _MONTHS.get(fold(match["month"] or match["month_before"]))
        if month:
            day = int(match["day"] or match["day_after"])
            year = match["year"] or match["year_first"]
            printed = CitedDay(month, day, int(year) if year else None)
            yield CitedDays(match.group(), match.start(), match.end(), [printed])
