"""From bytes to text."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.charset import MAX_FILE_BYTES, MAX_LINE_CHARACTERS, CharsetHint, How, UnreadableText, decode

TEXT = "Zvolna – the café “Été” reopened.\nНикто не знал.\n"
LATIN = "The café “Été” reopened – at last.\n"

READ = [
    (TEXT.encode(), TEXT, "utf-8"),
    (b"\xef\xbb\xbf" + TEXT.encode(), TEXT, "utf-8"),
    (b"\xff\xfe" + TEXT.encode("utf-16-le"), TEXT, "utf-16-le"),
    (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, "utf-16-be"),
    (TEXT.encode("utf-32"), TEXT, "utf-32-le"),
    (TEXT.encode("utf-16-le"), TEXT, "utf-16-le"),
    (TEXT.encode("utf-16-be"), TEXT, "utf-16-be"),
    (LATIN.encode("cp1252"), LATIN, "windows-1252"),
    (b"caf\xe9", "café", "windows-1252"),
    (b"", "", "utf-8"),
    (b"a\r\nb\rc\x0cd\x0be", "a\nb\nc\nd\ne", "utf-8"),
    ("a\u2028b\u2029c\x85d".encode(), "a\nb\nc\nd", "utf-8"),
    ("a\ufeffb\x07c".encode(), "abc", "utf-8"),
]


@pytest.mark.parametrize(("data", "text", "encoding"), READ)
def test_read(data, text, encoding):
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (text, encoding)


REFUSED = [
    # bytes, a word of the reason, the line
    (b"PK\x03\x04rest", "zip", None),
    (b"%PDF-1.7", "PDF", None),
    (b"\xd0\xcf\x11\xe0", "Word", None),
    (b"{\\rtf1", "rich text", None),
    (b"\x89PNG\r\n", "picture", None),
    (b"one\ntwo\x00three\x00\x00\x00", "NUL", 2),
    (b"one\ncaf\xc3\xa9\ncaf\xe9\n", "mixes encodings", 3),
    (b"Gr\xc3\xbc\xc3\x9fe\n\ncaf\xe9 na\xefve", "mixes encodings", 3),
    (b"one\ncaf\xc3\xa9 at the caf\xc3", "middle of a character", 2),
    (b"one\n\x81\x8d", "neither UTF-8 nor", 2),
    (b"\xff\xfea\x00b", "does not fit", 1),
    (b"ab\x01\x02\x03\x04\x05\x06", "control characters", 1),
    (b"one\n" + b"x" * (MAX_LINE_CHARACTERS + 1), "are the most", 2),
    (b"x" * (MAX_FILE_BYTES + 1), "5 MB", None),
]


@pytest.mark.parametrize(("data", "reason", "line"), REFUSED, ids=range(len(REFUSED)))
def test_refused(data, reason, line):
    with pytest.raises(UnreadableText) as refusal:
        decode(data)
    assert reason in refusal.value.reason
    assert refusal.value.line == line
    assert refusal.value.remedy


_BYTES = st.one_of(
    st.binary(max_size=80),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=30).map(lambda text: text.encode("utf-16-le", "surrogatepass")),
    st.text(alphabet="aé“x \n€ÿ", max_size=30).map(lambda text: text.encode("cp1252")),
)


@given(_BYTES)
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(UnreadableText):
        assert not set(decode(data).text) & set("\x00\r\ufeff\u2028")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]), max_size=60))
def test_utf8_text_comes_back_whole(text):
    assert decode(b"A" + text.encode()).text == "A" + text


# Texts about invented places, in the encodings of their languages.
IN_OTHER_ENCODINGS = [
    ("Wójt łódzki ogłosił, że jesienią żegluga po Wiśle będzie wstrzymana. Część żeglarzy sądzi, że to błąd.",
     ["cp1250", "iso8859-2", "mac_latin2", "cp852"]),
    ("Starosta oznámil, že přívoz bude na podzim zavřený. Převozníci říkají, že je to příliš brzy.",
     ["cp1250", "iso8859-2", "cp852"]),
    ("Паромы стоят третий день. Начальник порта отказался говорить, почему они стоят (Залив, 3 марта).",
     ["cp1251", "koi8-r", "iso8859-5", "cp866", "mac_cyrillic"]),
    ("Начальник порту відмовився говорити, чому пороми стоять. Їх було дев’ять, і ще шість їхали здалека.",
     ["cp1251", "mac_cyrillic"]),
    ("Liman müdürü, feribotların neden durduğunu söylemedi. Kış boyunca iskelede sekiz gemi bekliyor, şehir susuyor.",
     ["cp1254", "iso8859-9"]),
    ("Ο λιμενάρχης δεν είπε γιατί τα πλοία μένουν στο λιμάνι όλη την εβδομάδα, και κανείς δεν ρώτησε.",
     ["cp1253", "iso8859-7"]),
    ("מנהל הנמל לא אמר מדוע המעבורות עומדות כבר שלושה ימים, ואיש לא שאל אותו על כך.", ["cp1255", "iso8859-8"]),
    ("Ostas priekšnieks neteica, kāpēc prāmji stāv jau trešo dienu, un neviens viņam nejautāja.", ["cp1257"]),
    ("لم يقل مدير الميناء لماذا تقف العبارات منذ ثلاثة أيام ولم يسأله أحد عن ذلك", ["cp1256", "iso8859-6"]),
    ("Le maître du port n’a pas dit pourquoi les bacs étaient arrêtés ; l’été, à midi, où que l’on aille, ça gêne.",
     ["cp1252", "mac_roman"]),
    ("港の責任者はフェリーが三日間も止まっている理由を話さなかった。誰も尋ねなかった。",
     ["cp932", "euc_jp", "iso2022_jp"]),
    ("港务局长没有说明渡轮为什么已经停了三天，也没有人问他。", ["gbk"]),
    ("港務局長沒有說明渡輪為什麼已經停了三天，也沒有人問他。", ["big5"]),
    ("항만장은 연락선이 왜 사흘째 멈춰 있는지 말하지 않았고 아무도 묻지 않았다.", ["euc_kr"]),
]  # fmt: skip
HEADER = "Publication: Quay Paper Volume: 4 Issue: 1\n\n"


@pytest.mark.parametrize(
    ("text", "codec"),
    [(text, codec) for text, codecs in IN_OTHER_ENCODINGS for codec in codecs],
    ids=lambda one: one[:12],
)
def test_a_short_text_is_read_in_the_encoding_of_its_letters(text, codec):
    decoded = decode((HEADER + text).encode(codec))
    assert decoded.text == HEADER + text
    assert decoded.how is How.DETECTED


def test_a_guessed_encoding_is_told_with_how_sure_it_is():
    (problem,) = decode(IN_OTHER_ENCODINGS[0][0].encode("iso8859-2")).problems
    assert "ISO-8859-2" in problem.reason
    assert "sureness 99 %" in problem.reason
    assert "--encoding" in problem.remedy


def test_english_with_a_few_accents_stays_windows_1252():
    text = "The café of Señor Peña reopened – at last. " + "The ferries of the quay stood still. " * 8
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.problems) == (text, ())


def test_what_fits_two_encodings_alike_is_refused_with_both_readings():
    with pytest.raises(UnreadableText) as refusal:
        decode("The ferry of Señor Peña, whose name is François, stood still.".encode("mac_roman"))
    assert "“Señor”" in refusal.value.reason
    assert "--encoding" in refusal.value.remedy


NAMED = [
    ("Dvořák", "cp1250", "windows-1250"), ("Señor", "mac_roman", "macintosh"), ("Señor", "cp850", "cp850"),
    ("Зима", "koi8-r", "KOI8-R"), ("冬", "gb18030", "gb2312"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "codec", "name"), NAMED)
def test_an_encoding_that_a_person_names_is_used(text, codec, name):
    decoded = decode(text.encode(codec), CharsetHint(named=name))
    assert (decoded.text, decoded.how, decoded.problems) == (text, How.NAMED, ())


def test_a_mark_wins_over_what_a_person_names():
    assert decode(b"\xef\xbb\xbf" + "Été".encode(), CharsetHint(named="cp1250")).text == "Été"


DECLARED = [
    "---\ntitle: Dvořák\nencoding: windows-1250\n---\nA text.\n",
    "Publication: Quay Paper Volume: 4 Issue: 1\nCharset: windows-1250\n\nDvořák came.\n",
    '<?xml version="1.0" encoding="windows-1250"?><p>Dvořák</p>',
    '<html><head><meta charset="windows-1250"></head><p>Dvořák</p>',
]


@pytest.mark.parametrize("text", DECLARED)
def test_a_declared_encoding_is_used(text):
    decoded = decode(text.encode("cp1250"))
    assert (decoded.text, decoded.how) == (text, How.DECLARED)


def test_the_language_of_the_publication_decides_between_like_readings():
    text = "The composer Dvořák and the painter Šíma crossed by ferry, said Jiří Čížek."
    assert decode(text.encode("cp1250"), CharsetHint(language="cs")).text == text


def test_a_few_damaged_bytes_become_a_sign_and_a_problem():
    text = "Été à la gare. " * 20
    decoded = decode(text.encode() + b"\n\xff.")
    assert decoded.text == f"{text}\n\ufffd."
    (problem,) = decoded.problems
    assert "damaged" in problem.reason
    assert problem.line == 2


def test_a_few_nul_bytes_are_left_out_with_a_problem():
    decoded = decode(b"one\ntwo\x00three")
    assert decoded.text == "one\ntwothree"
    assert decoded.problems[0].line == 2


UTF16 = ["Паромы стоят третий день.\nНикто не знал.\n", "港の責任者 12\n話さなかった。\n", "Āda jautāja.\n"]


@pytest.mark.parametrize("text", UTF16)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_of_any_script_needs_no_mark(text, encoding):
    assert decode(text.encode(encoding)).text == text


CAPITALS = [
    "Le mot « CAFÉ » était écrit « À LA GARE ÉTÉ » là-haut, où l’été a gelé.",
    "Пётр сказал «Пё», и «СССР» стоял.",
]


@pytest.mark.parametrize("text", CAPITALS)
def test_bytes_that_happen_to_be_utf8_make_no_mixture(text):
    codec, language = ("cp1252", "fr") if "é" in text else ("cp1251", "ru")
    assert decode(text.encode(codec), CharsetHint(language=language)).text == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Zażółć gęślą jaźń, powiedział burmistrz portu.", "cp1252"),
        ("Порт стоял без дела, и никто не знал почему.", "cp1251"),
        ("Le port était fermé, disait-on à la mairie où l’on s’étonnait.", "latin-1"),
        ("Die Fähren lägen still, hieß es für Wochen in Übersee.", "mac-roman"),
    ],
)
def test_text_that_was_encoded_twice_is_told(text, codec):
    twice = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())
    (problem,) = decode(twice.encode()).problems
    assert "encoded twice" in problem.reason


@pytest.mark.parametrize(
    "text",
    [
        "L’été à Ténès, l’hôtel « Côte d’Or » et l’île d’Oléron.",
        "«QUALITÉ», „Spaß“, CAFÉ”, NÃO” and „JÄ“ stand in quotation marks.",
        "Ці порти, Ні, Ті, Її. «ПОРТС» — «КОРПУС».",
        "Ճարտարապետ Երևանում",
    ],
)
def test_text_in_order_is_not_told_to_be_encoded_twice(text):
    assert decode(text.encode()).problems == ()
