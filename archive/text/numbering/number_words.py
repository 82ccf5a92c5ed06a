"""Words for volumes and issues, in the languages of periodicals, as parts of regular expressions.

Abbreviations stand with or without their full stop. `*_BEFORE` stand before the number ("Bd. 3", "том 3"), `*_BEHIND`
after it ("12e année", "XII. évfolyam").
"""

from __future__ import annotations

VOLUME_BEFORE = (
    r"vol(?:ume|s)?|band|bd|jahrgang|jg|jaargang|jrg|deel|[åa]rgang|[åa]rg|årgång|årg|vuosikerta|vsk|"
    r"tome?|tomo|volumen|volumul|том|књига|кніга|rocznik|ročník|roč|godište|letnik|svazek|sv|kötet|cilt|"
    r"τόμος|τόμ|المجلد|مجلد|دوره|جلد|כרך"
)
YEAR_BEFORE = r"ann[ée]e|anno|año|ano|год|рік|година|godina|rok|السنة|שנה"
"""Words for a year of publication, which are a volume's before up to three digits: "année 12", not "année 2013"."""
VOLUME_LETTERS = r"v|t|т"
"""Abbreviations of one letter, which mean a volume only right before its number: "t. 3", "т. 3"."""
VOLUME_BEHIND = r"ann[ée]e|jahrgang|jaargang|årgang|årgång|évfolyam|évf|vuosikerta|letnik|ročník|godište|год издания"
ISSUE_BEFORE = (
    r"issue|iss|number|num|nos?|nr|n[°º]|№№?|\#|"
    r"nummer|heft|ausgabe|aflevering|afl|häfte|hæfte|hefte|numero|nro|"
    r"num[ée]ro|núm|número|fascicule|fascicolo|fasc|"
    r"номер|выпуск|вып|випуск|вип|число|брой|број|бр|нумар|číslo|čís|zeszyt|szám|sayı|broj|br|številka|štev|"
    r"τεύχος|τεύχ|αρ|العدد|عدد|شماره|גיליון|גליון|מספר"
)
ISSUE_LETTERS = r"h|č|z|ч"
ISSUE_BEHIND = r"szám|sz|številka|sayı"
# 第12卷第3期, 12巻3号
CHINESE = (
    r"第?\s*(?P<volume>\d{1,4})\s*[卷巻冊]\s*[,，·]?\s*第?\s*(?P<number>\d{1,6}(?:\s?[-–—、]\s?\d{1,6})?)\s*[期号號]"
)
