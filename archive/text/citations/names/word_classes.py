"""Word classes that distinguish glosses from names of sources: events, first words of glosses, cities, countries."""

from __future__ import annotations

from archive.text.names.word_lists import read_word_list


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Days of the week; no source has such a name.
WEEKDAYS = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday
    """
)

# Last words of events. A name with such an ending is an event, unless it is a known source.
EVENTS = _words(
    """
    summit summits conference congress meeting session sessions election elections referendum vote day eve
    holiday ceremony attack attacks bombing explosion battle war operation agreement treaty protocol accord
    accords resolution decree law act declaration constitution anniversary birthday festival games match final
    visit trip talks speech address interview raid massacre uprising revolution coup murder assassination
    earthquake launch inauguration time deadline ruling verdict trial season quarter year years month months
    week weeks century round phase part ceasefire truce armistice convention plenum hearing hearings briefing
    roundtable parade rally protests protest exercise exercises maneuvers ramadan christmas easter nowruz
    new-year gmt statement plan budget tournament olympics ratified date resolution. style calendar
    memorandum constitution charter manifesto ultimatum doctrine communique directive edict ukaz verdict pact
    reading readings debate debates mission siege offensive incident crisis strike strikes blast blasts crash
    op-ed op-eds article articles commentary column
    riot riots pogrom mutiny putsch deportation independence eid navruz nowruz nauryz novruz bayram al-fitr
    al-adha passover pentecost lent hanukkah festival jubilee premiere opening closing signing
    oblast region province district raion krai voivodeship county airport airfield airbase base prison colony
    border checkpoint percent million billion tons
    """
)

# First words of glosses. A name with such a beginning is a gloss, unless it is a known source.
GLOSSES = _words(
    """
    born died killed since until till before after from between during by at as about around circa ca c
    effective due including included excluding following starting beginning ending held signed dated adopted
    established founded translated translation literally formerly then now today yesterday later earlier part
    chapter article section paragraph resolution decree law order see note notes i.e i.e. ie aka a.k.a
    also-known or and but which who that when where while if for with without not only on in of to under over
    through than both either i ibid ibid. op. e.g aged age season approximately nearly almost more less his her
    their its our he she they it this these those there here named appointed elected released published
    registered author's author’s
    """
)

# An author's own research, which is nobody else's publication: "our interviews", "personal communication".
OWN = _words(
    """
    our my own author's authors' author writer's editor's editors' unpublished
    """
)
OWN_WORK = _words(
    """
    interview interviews interviewed conversation conversations communication communications correspondence fieldwork
    fieldnotes observation observations e-mail email emails e-mails questionnaire questionnaires telephone phone
    """
)

# First or last words of what has a year and is no author: "Article 1999", "World Cup 1998".
NO_AUTHORS = _words(
    """
    article articles chapter section law laws decree resolution act order directive regulation treaty no number vol
    volume table figure fig map part appendix summer winter spring autumn fall early mid late circa ca since until model
    version windows census world cup expo olympiad
    """
)

# What is distinguished by numbers: "Room 5", "Flight 92".
NUMBERED = _words(
    """
    room hall gate flight platform bus route highway road school area block unit plant camp zone district ward division
    brigade regiment battalion bill clause item question lot form day week stage level game match lesson exit
    """
)

# Last words of bodies that are written about: "(Democratic Union)" behind a headline is who says it.
BODIES = _words(
    """
    union party movement alliance front coalition council ministry committee commission government parliament assembly
    court army police university league association federation confederation academy embassy senate duma cabinet
    """
)

# Offices and titles; the last word of a gloss, or before a person's name.
OFFICES = _words(
    """
    president minister premier chancellor king queen prince emir sheikh general gen colonel col lieutenant lt
    major maj captain capt sergeant admiral marshal commander governor gov mayor senator sen representative rep
    deputy ambassador secretary chairman chairwoman director spokesman spokeswoman patriarch metropolitan pope
    bishop archbishop imam mufti ayatollah mullah academician professor prof dr mr mrs ms mp judge justice
    """
)

# Words of sentences: a text with one of them is a clause and not a name.
VERBS = _words(
    """
    was were is are am be been being has had have did does do said says told will would should could may might
    must can who which that whose whom when where while because took takes killed born signed held became
    """
)

# Cities and countries that occur alone in glosses, or after an agency's name.
PLACES = read_word_list("places.txt")

# Kinds of outlets: a name in parentheses after one of these is its abbreviation.
OUTLET_KINDS = _words(
    """
    television tv radio agency newspaper paper daily weekly magazine channel station network website portal
    broadcaster company
    """
)

# Last words of organisations and titles named after persons: "Henry Jackson Society".
NAMED_AFTER_PERSONS = OUTLET_KINDS | _words(
    """
    news times post herald tribune gazette journal press review monitor bulletin telegraph observer blog channels
    media service services center centre institute foundation society university fund group office school academy
    report reports website hall online live tv
    """
)


# Words that "see" refers to other than periodicals: "(see Commentaries, July 20)", "(see Part One, May 3)".
POINTERS = _words(
    """
    commentaries commentary comment comments essays essay articles article analysis analyses blog blogs briefs brief
    reports report story stories item items section part chapter box table map figure appendix annex note notes
    interview interviews issue issues backgrounder background below above related previous earlier page pages
    """
)
