"""Languages of texts that say none. The texts are invented."""

from __future__ import annotations

import subprocess
import sys

import pytest

from archive.text.language_detection import MIN_LETTERS, detected_language

ENGLISH = (
    "The port was closed on Monday because the pilots were on strike for higher wages, the mayor of the city told the "
    "newspaper, and nobody would say how long it was going to last or who had asked them to stop working."
)
PASSAGES = {
    "de": "Der Hafen wurde am Montag geschlossen, weil die Lotsen für höhere Löhne streikten, sagte der Wirt.",
    "fr": "Le port a été fermé lundi parce que les pilotes étaient en grève pour de meilleurs salaires, dit-il.",
    "es": "El puerto fue cerrado el lunes porque los prácticos estaban en huelga por mejores salarios, dijo él.",
    "it": "Il porto è stato chiuso lunedì perché i piloti erano in sciopero per salari più alti, ha detto il sindaco.",
    "pt": "O porto foi fechado na segunda-feira porque os pilotos estavam em greve por salários maiores, disse ele.",
    "nl": "De haven werd maandag gesloten omdat de loodsen staakten voor hogere lonen, zei de burgemeester.",
    "sv": "Hamnen stängdes i måndags eftersom lotsarna strejkade för högre löner, sade stadens borgmästare.",
    "fi": "Satama suljettiin maanantaina, koska luotsit olivat lakossa paremman palkan vuoksi, kaupunginjohtaja sanoi.",
    "pl": "Port został zamknięty w poniedziałek, ponieważ piloci strajkowali o wyższe płace, powiedział burmistrz.",
    "hu": "A kikötőt hétfőn bezárták, mert a révkalauzok magasabb bérért sztrájkoltak, mondta a polgármester.",
    "tr": "Liman pazartesi günü kapatıldı, çünkü kılavuzlar daha yüksek ücret için grev yaptı, dedi belediye başkanı.",
    "az": "Liman bazar ertəsi bağlandı, çünki losmanlar daha yüksək maaş üçün tətil etdi, şəhər meri qəzetə dedi.",
    "ru": "Порт закрыли в понедельник, потому что лоцманы бастовали за более высокую зарплату, сообщил мэр города.",
    "uk": "Порт закрили в понеділок, оскільки лоцмани страйкували за вищу зарплату, повідомив мер міста газеті.",
    "be": "Порт закрылі ў панядзелак, бо лоцманы баставалі за большы заробак, паведаміў мэр горада газеце.",
    "kk": "Порт дүйсенбі күні жабылды, өйткені лоцмандар жоғары жалақы үшін ереуілге шықты, деді қала әкімі.",
    "el": "Το λιμάνι έκλεισε τη Δευτέρα επειδή οι πιλότοι απεργούσαν για υψηλότερους μισθούς, είπε ο δήμαρχος.",
    "ka": "პორტი ორშაბათს დაიხურა, რადგან ლოცმანები უფრო მაღალი ხელფასისთვის გაიფიცნენ, განაცხადა მერმა.",
    "he": "הנמל נסגר ביום שני משום שהנתבים שבתו בדרישה לשכר גבוה יותר, אמר ראש העיר לעיתון המקומי אתמול.",
    "ar": "أغلق الميناء يوم الاثنين لأن المرشدين أضربوا من أجل أجور أعلى، حسبما قال رئيس البلدية للصحيفة.",
    "fa": "بندر روز دوشنبه بسته شد زیرا راهنمایان برای دستمزد بیشتر اعتصاب کردند، شهردار به روزنامه گفت.",
    "zh": "港口周一关闭，因为引航员罢工要求提高工资，市长告诉报纸。没有人知道罢工会持续多久，也没有人愿意说。",
    "ja": "港は月曜日に閉鎖された。水先人が賃上げを求めてストライキを行ったためだと市長は新聞に語った。",
    "ko": "항구는 월요일에 폐쇄되었다. 도선사들이 임금 인상을 요구하며 파업을 했기 때문이라고 시장이 신문에 말했다.",
}


def article(passage: str) -> str:
    """A text of three paragraphs."""
    return "\n".join([passage] * 3)


@pytest.mark.parametrize("language", PASSAGES)
def test_language_of_a_text(language):
    assert detected_language(article(PASSAGES[language]), "en") == language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (article(ENGLISH), "en"),
        (article(ENGLISH), "en-GB"),
        (article(PASSAGES["ru"]), "ru"),
        (article(PASSAGES["ru"]), "rus"),
        (article(PASSAGES["pt"]), "pt-BR"),
        (article(PASSAGES["sv"])[: MIN_LETTERS - 1], "en"),  # too short to be sure
        ("", "en"),
        ("1995 12 31 — 44,000 / 17 % … " * 40, "en"),
        (article(ENGLISH) + "\n" + article(PASSAGES["ru"]) * 2 + "\n" + article(ENGLISH) * 4, "en"),  # a long quotation
        ("\n".join((ENGLISH, PASSAGES["ru"], PASSAGES["de"])) * 6, ""),  # of no one language
        ("Brod, Deva, Ilir, Kerpress, Luna, Sarnel, Tesk, Vale, Varda. " * 5, "en"),  # names alone
    ],
)
def test_language_as_expected_or_unknown(text, expected):
    assert detected_language(text, expected) == ""


def test_near_languages_are_kept():
    danish = "Havnen blev lukket mandag, fordi lodserne strejkede for højere løn, sagde byens borgmester til avisen."
    assert detected_language(article(danish), "nb") == ""
    assert detected_language(article(danish), "en") in ("da", "no")


def test_english_texts_load_no_model():
    program = (
        "import sys; from archive.text.language_detection import detected_language as d;"
        f"assert d({article(ENGLISH)!r}, 'en') == ''; assert 'py3langid' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
