"""Author lists."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.names.author_lists import read_author_list

CERTAIN = [
    ("Anna Vale", ["Anna Vale"]),
    ("Anna Vale and Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
    ("Anna Vale & Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
    ("Anna Vale, Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
    ("Anna Vale; Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
    ("Anna Vale|Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
    ("by Anna Vale, Ivo Marsh, and Lea Oak", ["Anna Vale", "Ivo Marsh", "Lea Oak"]),
    ("Anna Vale with Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
    ("Anna Vale, Anna Vale", ["Anna Vale"]),
    ("  ", []),
    (" , ", []),
    # family names first
    ("Vale, Anna", ["Anna Vale"]),
    ("Hemsway, E", ["E. Hemsway"]),
    ("Vale, Anna; van der Meer, Jan", ["Anna Vale", "Jan van der Meer"]),
    ("Vale, Anna and Marsh, Ivo", ["Anna Vale", "Ivo Marsh"]),
    ("Vale, Anna, and Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
    ("Gathica, G.N., Sekeira, F.A.", ["G.N. Gathica", "F.A. Sekeira"]),
    ("van der Meer, J., de la Tour, É.", ["J. van der Meer", "É. de la Tour"]),
    ("von der Oak, Ursula", ["Ursula von der Oak"]),
    ("Marsh, I. L., Jr., & Vale, A.", ["I. L. Marsh, Jr.", "A. Vale"]),
    ("Oak, J.-P., Li, W.-M.", ["J.-P. Oak", "W.-M. Li"]),
    ("Vale J, Marsh AB and van der Meer K", ["J. Vale", "A.B. Marsh", "K. van der Meer"]),
    ("Vale A., Marsh I.", ["A. Vale", "I. Marsh"]),
    ("Vale, M.A., Marsh, S.J.", ["M.A. Vale", "S.J. Marsh"]),
    ("DeOak EF, D’Ambra L, Vale-Pico E", ["E.F. DeOak", "L. D’Ambra", "E. Vale-Pico"]),
    ("DeOak E.F.; Vale-Pico E.", ["E.F. DeOak", "E. Vale-Pico"]),
    ("Vale MJ", ["M.J. Vale"]),
    ("Ma, H., Pettivale, S.R.", ["H. Ma", "S.R. Pettivale"]),
    ("Yang, Yun jeong; Vale, A.", ["Yun jeong Yang", "A. Vale"]),
    ("Вольнов И.И., Тескин П.П.", ["И.И. Вольнов", "П.П. Тескин"]),
    ("Вольнов, И.И., Тескина, А.", ["И.И. Вольнов", "А. Тескина"]),
    # initials first
    ("J. R. R. Tolmin, C. S. Luis", ["J. R. R. Tolmin", "C. S. Luis"]),
    ("Prof. Anna Vale, Dr. Ivo Marsh", ["Prof. Anna Vale", "Dr. Ivo Marsh"]),
    # suffixes, degrees, roles, dates, marks
    ("Ivo Marsh, Jr., and Lea Oak", ["Ivo Marsh, Jr.", "Lea Oak"]),
    ("Marsh III, Ivo; Vale Jr., Anna", ["Ivo Marsh III", "Anna Vale, Jr."]),
    ("Ivo Marsh III", ["Ivo Marsh III"]),
    ("Anna Vale, PhD, and Ivo Marsh, MD", ["Anna Vale", "Ivo Marsh"]),
    ("Anna Vale MD PhD", ["Anna Vale"]),
    ("Ivo Marsh, staff writer", ["Ivo Marsh"]),
    ("Vale, Anna, 1950-", ["Anna Vale"]),
    ("Vale, Anna (1950-2010)", ["Anna Vale"]),
    ("Anna Vale1, Ivo Marsh2,3*", ["Anna Vale", "Ivo Marsh"]),
    ("Anna Vale (anna@tesk.example); Ivo Marsh <ivo@tesk.example>", ["Anna Vale", "Ivo Marsh"]),
    # bodies
    ("Ministry of Ports, Roads and Canals", ["Ministry of Ports, Roads and Canals"]),
    ("Association of Masters, Mates and Pilots", ["Association of Masters, Mates and Pilots"]),
    ("Department of Health and Human Services", ["Department of Health and Human Services"]),
    ("Ministry of Ports, Anna Vale", ["Ministry of Ports", "Anna Vale"]),
    ("Anna Vale and Ministry of Ports", ["Anna Vale", "Ministry of Ports"]),
    ("University of Tesk, Institute of Tides", ["University of Tesk", "Institute of Tides"]),
    ("Vale, Anna; Ministry of Ports, Roads and Canals", ["Anna Vale", "Ministry of Ports, Roads and Canals"]),
    ("Editorial Board", ["Editorial Board"]),
    ("Vale & Sons Company", ["Vale & Sons Company"]),
    ("Ivo and Anna Vale Foundation", ["Ivo and Anna Vale Foundation"]),
    # other scripts
    ("王小明, 李雷", ["王小明", "李雷"]),
    ("王小明、李雷", ["王小明", "李雷"]),
    ("김철수, 이영희", ["김철수", "이영희"]),
    ("محمد علي، أحمد حسن", ["محمد علي", "أحمد حسن"]),
    ("כהן, דוד; לוי, שרה", ["דוד כהן", "שרה לוי"]),
    ("Karl Vale und Lea Oak", ["Karl Vale", "Lea Oak"]),
    # particles that are joined to the name
    ("Matthias d'Orvel, Noor al-Rashid, Anne l’Ostal", ["Matthias d'Orvel", "Noor al-Rashid", "Anne l’Ostal"]),
]
DOUBTFUL = [
    ("Vale, Anna, Marsh, Ivo", ["Anna Vale", "Ivo Marsh"]),
    ("Oak Marquez, Gabriel", ["Gabriel Oak Marquez"]),
    ("Vale, Marsh, and Oak", ["Vale", "Marsh", "Oak"]),
    ("Anna and Ivo Marsh", ["Anna", "Ivo Marsh"]),
    ("Xinwa, TASK", ["Xinwa", "TASK"]),
    ("Vale JA, Marsh K, et al.", ["J.A. Vale", "K. Marsh"]),
    ("Anna Vale and others", ["Anna Vale"]),
]


@pytest.mark.parametrize(("text", "names"), CERTAIN)
def test_lists_that_can_be_read_in_one_way(text, names):
    found = read_author_list(text)
    assert (found.names, found.doubts) == (names, [])


@pytest.mark.parametrize(("text", "names"), DOUBTFUL)
def test_a_doubt_is_reported_with_the_likelier_reading(text, names):
    found = read_author_list(text)
    assert found.names == names
    assert found.doubts


PEOPLE = st.lists(st.sampled_from(["Anna Vale", "Ivo Marsh", "Lea Oak", "Jan van der Meer", "Ana Brod"]), min_size=1,
                  max_size=5, unique=True)  # fmt: skip


@given(PEOPLE, st.sampled_from(["; ", ", ", " and ", " & ", "\n", " | "]))
def test_any_separator_gives_the_same_people(people, separator):
    assert read_author_list(separator.join(people)).names == people


@given(PEOPLE, st.sampled_from(["; ", " and ", " & "]))
def test_inverted_names_are_turned(people, separator):
    inverted = [f"{name.partition(' ')[2]}, {name.partition(' ')[0]}" for name in people]
    assert read_author_list(separator.join(inverted)).names == people


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_is_read_without_an_exception(text):
    names = read_author_list(text).names
    assert len(names) == len(set(names))
    assert not any("\x00" in name for name in names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna Vale, Jr., Ivo Marsh III and Lea Oak, PhD", ["Anna Vale, Jr.", "Ivo Marsh III", "Lea Oak"]),
        ("Вале А. Н., Марш И. П.", ["А. Н. Вале", "И. П. Марш"]),
        ("А. Н. Вале, И. П. Марш", ["А. Н. Вале", "И. П. Марш"]),
        ("Anna Vale och Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
        ("Άννα Βάλε και Ίβο Μαρς", ["Άννα Βάλε", "Ίβο Μαρς"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Josep Puig i Cadafalch", ["Josep Puig i Cadafalch"]),
        ("Anna Vale / Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
        ("[Anna Vale](https://vale.example/a), Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
        ("山田太郎・鈴木花子", ["山田太郎", "鈴木花子"]),
        ("アンナ・ベール", ["アンナ・ベール"]),
        ("Anna Vale¹, Ivo Marsh²", ["Anna Vale", "Ivo Marsh"]),
        ("Anna Vale, 0000-0002-1825-0097", ["Anna Vale"]),
        ("Vale, A. N. and Marsh, I. P. (eds.)", ["A. N. Vale", "I. P. Marsh"]),
        ("Anna Vale (ed.), Ivo Marsh (trans.)", ["Anna Vale", "Ivo Marsh"]),
        ("William (Bill) Oak", ["William (Bill) Oak"]),
        ("Anna Vale, special to the Tesk Herald", ["Anna Vale"]),
        ("Anna Vale, Ivo Marsh, and the Editors", ["Anna Vale", "Ivo Marsh", "the Editors"]),
    ],
)
def test_further_habits_of_signing(text, names):
    found = read_author_list(text)
    assert (found.names, found.doubts) == (names, [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Vale y Ivo Marsh", ["Ana Vale", "Ivo Marsh"]),
        ("Anna Vale (University of Tesk, Kessen) and Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
        ("Anna Vale (Tesk), Ivo Marsh (Hask)", ["Anna Vale", "Ivo Marsh"]),
        ("Reuters, AP", ["Reuters", "AP"]),
        ("King Jr., Martin Luther", ["Martin Luther King, Jr."]),
        ("Centre for Ports and Anna Vale", ["Centre for Ports and Anna Vale"]),
    ],
)
def test_further_doubts(text, names):
    found = read_author_list(text)
    assert found.names == names
    assert found.doubts
