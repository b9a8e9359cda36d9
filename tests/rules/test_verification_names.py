# ruff: noqa: RUF001 - names are spelt as their bearers spell them
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.verification.rules.names import initials, is_part_of_name, is_same_name, parts

SAME = {
    "its case": ("ann OKAFOR", "Ann Okafor"),
    "its order": ("Okafor Ann", "Ann Okafor"),
    "a comma": ("Okafor, Ann", "Ann Okafor"),
    "its accents": ("Siobhan Ni Bhriain", "Siobhán Ní Bhriain"),
    "letters with a stroke": ("Soren Lodz", "Søren Łódź"),
    "a sharp s": ("Strauss Jan", "Jan Strauß"),
    "hyphens as spaces": ("Anne Marie Smith Jones", "Anne-Marie Smith–Jones"),
    "the apostrophe": ("Ann O'Neill", "Ann O’Neill"),
    "an umlaut written out": ("Juergen Mueller", "Jürgen Müller"),
    "an umlaut left out": ("Jurgen Muller", "Jürgen Müller"),
    "combining accents": ("Zoe\u0308", "Zoë"),
    "full width": ("Ｙａｍａｄａ Taro", "Yamada Taro"),
    "dotless i": ("Isil Ozgur", "Işıl Özgür"),
    "Greek accents": ("Ελενη Παππα", "Ελένη Παππά"),
    "Greek final s": ("ΓΙΩΡΓΟΣ", "Γιώργος"),
    "Cyrillic yo": ("Семен Королев", "Семён Королёв"),
    "Arabic vowels": ("محمد علي", "مُحَمَّد عَلِيّ"),
    "Arabic alef": ("احمد", "أحمد"),
    "a tatweel": ("محـمد", "محمد"),
    "Hebrew points": ("שרה כהן", "שָׂרָה כֹּהֵן"),
    "marks of direction": ("\u200fשרה כהן\u200e", "שרה כהן"),
    "spaces in a Japanese name": ("山田太郎", "山田 太郎"),
    "spaces typed in one": ("山田 太郎", "山田太郎"),
}


@pytest.mark.parametrize(("typed", "printed"), SAME.values(), ids=SAME)
def test_a_name_is_the_same_whatever(typed, printed):
    assert is_same_name(typed, printed)
    assert is_same_name(printed, typed)


OTHER = {
    "another": ("Ann Lee", "Ann Okafor"),
    "only a part": ("Okafor", "Ann Okafor"),
    "one part more": ("Ann Mary Okafor", "Ann Okafor"),
    "nothing": ("", "Ann Okafor"),
    "only signs": ("- . '", "Ann Okafor"),
    "a vowel sign that is a letter": ("किरण", "करण"),
    "another Thai vowel": ("กิ", "กี"),
    "a voiced kana": ("かとう", "がとう"),
}


@pytest.mark.parametrize(("typed", "printed"), OTHER.values(), ids=OTHER)
def test_a_name_is_another_if(typed, printed):
    assert not is_same_name(typed, printed)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("okafor", "Ann Okafor"),
        ("Ni Bhriain", "Siobhán Ní Bhriain"),
        ("Jones", "Ann Smith-Jones"),
        ("smith jones", "Ann Smith-Jones"),
        ("van der Berg", "Jan van der Berg"),
        ("Berg", "Jan van der Berg"),
        ("Mueller", "Jürgen Müller"),
        ("山田", "山田太郎"),
        ("王", "王小明"),
        ("王", "王 小明"),
        ("김", "김민준"),
        ("Nagy", "Nagy Éva"),
        ("علي", "محمد عَلِيّ"),
        ("Prince", "Prince"),
        ("Ann Okafor", "Ann Okafor"),
    ],
)
def test_a_surname_is_known_in(typed, printed):
    assert is_part_of_name(typed, printed)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("", "Ann Okafor"),
        ("O", "Ann O Okafor"),
        ("Oka", "Ann Okafor"),
        ("van der", "Jan van der Berg"),
        ("de", "Inés de la Cruz"),
        ("太郎", "山田太郎"),
        ("Ann Lee", "Ann Okafor"),
        ("Okafor Okafor", "Ann Okafor"),
        ("*", "Ann Okafor"),
    ],
)
def test_what_is_no_surname_in(typed, printed):
    assert not is_part_of_name(typed, printed)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann Okafor", "A. O."),
        ("anne-marie o’neill", "A.-M. O."),
        ("Ludwig van Beethoven", "L. V. B."),
        ("Özgür Straße", "Ö. S."),
        ("Zoe\u0308 I\u0307nan", "Z. İ."),
        ("محمد خان", "م. خ."),
        ("שרה כהן", "ש. כ."),
        ("山田 太郎", "山 太"),
        ("山田太郎", "山"),
        ("किरण कुमार", "कि. कु."),
        ("“Ann” (Okafor)", "A. O."),
        ("ßen", "ß."),
        ("- Ann", "A."),
    ],
)
def test_initials_are_the_first_letter_of_each_part(name, shown):
    assert initials(name) == shown


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_can_be_compared_and_shortened(one, other):
    is_same_name(one, other)
    is_part_of_name(one, other)
    initials(one)
    assert is_same_name(one, one) == bool(parts(one))
