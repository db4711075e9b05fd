"""Names in a sentence, in the nominative; their transliteration in two systems; Chinese ones in pinyin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.names import find_names, new_names
from workflow.core.palladius import _SURNAMES, read_chinese_name, split_syllables, syllables, to_pinyin
from workflow.core.terms import TermEntry, TermFinder
from workflow.core.transliteration import System, transliterate


@pytest.mark.parametrize(
    ("russian", "press", "bgn"),
    [
        ("Владимир Путин", "Vladimir Putin", "Vladimir Putin"),
        ("Сергей Шойгу", "Sergei Shoigu", "Sergey Shoygu"),
        ("Борис Ельцин", "Boris Yeltsin", "Boris Yel’tsin"),
        ("Дмитрий Медведев", "Dmitry Medvedev", "Dmitriy Medvedev"),
        ("Александр Новак", "Alexander Novak", "Aleksandr Novak"),
        ("Александра Пахмутова", "Alexandra Pakhmutova", "Aleksandra Pakhmutova"),
        ("Валентина Матвиенко", "Valentina Matviyenko", "Valentina Matviyenko"),
        ("Никита Хрущёв", "Nikita Khrushchev", "Nikita Khrushchëv"),
        ("Михаил Горбачёв", "Mikhail Gorbachev", "Mikhail Gorbachëv"),
        ("Юрий Ушаков", "Yury Ushakov", "Yuriy Ushakov"),
        ("Мария Захарова", "Maria Zakharova", "Mariya Zakharova"),
        ("Юлия Тимошенко", "Yulia Timoshenko", "Yuliya Timoshenko"),
        ("Эльвира Набиуллина", "Elvira Nabiullina", "El’vira Nabiullina"),
        ("Евгений Пригожин", "Yevgeny Prigozhin", "Yevgeniy Prigozhin"),
        ("Алексей Навальный", "Alexei Navalny", "Aleksey Naval’nyy"),
        ("Владимир Жириновский", "Vladimir Zhirinovsky", "Vladimir Zhirinovskiy"),
        ("Лев Толстой", "Lev Tolstoy", "Lev Tolstoy"),
        ("Фёдор Достоевский", "Fyodor Dostoyevsky", "Fëdor Dostoyevskiy"),
        ("Владимир Соловьёв", "Vladimir Solovyov", "Vladimir Solov’yëv"),
        ("Наталья Щербакова", "Natalya Shcherbakova", "Natal’ya Shcherbakova"),
        ("ШОЙГУ", "SHOIGU", "SHOYGU"),
        ("Йошкар-Ола", "Yoshkar-Ola", "Yoshkar-Ola"),
        ("Объездчик", "Obyezdchik", "Ob”yezdchik"),
        ("Си Цзиньпин", "Xi Jinping", "Xi Jinping"),
        ("BRICS и ШОС", "BRICS i SHOS", "BRICS i SHOS"),
    ],
)
def test_well_known_names(russian: str, press: str, bgn: str) -> None:
    assert (transliterate(russian), transliterate(russian, System.BGN)) == (press, bgn)


@pytest.mark.parametrize(
    ("russian", "name", "pinyin"),
    [
        ("Си Цзиньпином", "Си Цзиньпин", "Xi Jinping"),
        ("Ли Цяна", "Ли Цян", "Li Qiang"),
        ("Ван И", "Ван И", "Wang Yi"),
        ("Мао Цзэдуну", "Мао Цзэдун", "Mao Zedong"),
        ("Чжоу Эньлая", "Чжоу Эньлай", "Zhou Enlai"),
        ("Дэн Сяопина", "Дэн Сяопин", "Deng Xiaoping"),
        ("Цзян Цзэминя", "Цзян Цзэминь", "Jiang Zemin"),
        ("Ху Цзиньтао", "Ху Цзиньтао", "Hu Jintao"),
        ("Вэнь Цзябао", "Вэнь Цзябао", "Wen Jiabao"),
        ("Ли Кэцяне", "Ли Кэцян", "Li Keqiang"),
        ("Пэн Лиюань", "Пэн Лиюань", "Peng Liyuan"),
        ("Чжао Лэцзи", "Чжао Лэцзи", "Zhao Leji"),
        ("Ли Сюэжэнем", "Ли Сюэжэнь", "Li Xueren"),
        ("Хуа Гофэн", "Хуа Гофэн", "Hua Guofeng"),
        ("Цинь Ган", "Цинь Ган", "Qin Gang"),
        ("Се Чжэньхуа", "Се Чжэньхуа", "Xie Zhenhua"),
    ],
)
def test_chinese_names_come_out_of_any_case(russian: str, name: str, pinyin: str) -> None:
    assert read_chinese_name(tuple(russian.split())) == (name, pinyin)


def test_palladius_has_the_syllables_of_pinyin() -> None:
    assert {to_pinyin(s) for s in ("сиань", "чанъань", "чунцин", "шанхай", "хуанхэ", "гуанчжоу")} == {
        "Xi'an", "Chang'an", "Chongqing", "Shanghai", "Huanghe", "Guangzhou",
    }  # fmt: skip
    assert all(split_syllables(name) for name in _SURNAMES)
    for russian, latin in (("цзюй", "ju"), ("юн", "yong"), ("хуэй", "hui"), ("чжи", "zhi"), ("жи", "ri"), ("люй", "lü")):
        assert syllables()[russian] == latin
    assert read_chinese_name(("Ким", "Чен")) is None
    assert read_chinese_name(("Ли", "Харви")) is None
    assert read_chinese_name(("си", "цзиньпин")) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Глава ЦБ Эльвира Набиуллина сообщила", [("Эльвира Набиуллина", "Elvira Nabiullina")]),
        ("Эльвире Набиуллиной сказал Дмитрий Песков.", [("Эльвира Набиуллина",) * 1 + ("Elvira Nabiullina",), ("Дмитрий Песков", "Dmitry Peskov")]),
        ("С Владимиром Владимировичем Путиным встретился Си Цзиньпин", [("Владимир Владимирович Путин", "Vladimir Putin"), ("Си Цзиньпин", "Xi Jinping")]),
        ("Эммануэля Макрона и Марка Рютте", [("Эммануэль Макрон", "Emmanuel Makron"), ("Марк Рютте", "Mark Ryutte")]),
        ("И.И. Иванову и об Анне Ивановой", [("И. И. Иванов", "I. I. Ivanov"), ("Анна Иванова", "Anna Ivanova")]),
        ("Кристине Петровой и Жаклин Кеннеди", [("Кристина Петрова", "Kristina Petrova"), ("Жаклин Кеннеди", "Zhaklin Kennedi")]),
        ("А. Б. Новак и {1}В. Путину{/1}", [("А. Б. Новак", "A. B. Novak"), ("В. Путин", "V. Putin")]),
        ("По словам Захаровой, Лавров приехал", [("Захарова", "Zakharova"), ("Лавров", "Lavrov")]),
        ("губернатора Петербурга Александра Беглова", [("Александр Беглов", "Alexander Beglov")]),
        ("Королева Великобритании, Сборная России и Совет Федерации", []),
        ("Песков заявил", []),
        ("СЕРГЕЙ ЛАВРОВ", []),
    ],
)  # fmt: skip
def test_names_are_found_and_put_in_the_nominative(text: str, names: list[tuple[str, str]]) -> None:
    assert [(n.nominative, n.proposal) for n in find_names(text)] == names


def test_a_foreign_name_is_proposed_with_a_doubt_and_a_term_takes_its_place() -> None:
    text = "Дональду Трампу ответил Сергей Лавров"
    assert [(n.nominative, n.certain) for n in find_names(text)] == [("Дональд Трамп", False), ("Сергей Лавров", True)]
    finder = TermFinder([TermEntry(1, "Дональд Трамп", "Donald Trump", kind="person")])
    assert [n.nominative for n in new_names(finder.find(text), text)] == ["Сергей Лавров"]
    assert find_names("Сергей Шойгу", system=System.BGN)[0].proposal == "Sergey Shoygu"


_piece = st.sampled_from(
    ["Эльвире", "Набиуллиной", "Си", "Цзиньпину", "А.", "{1}", "{/1}", " ", "-", "Й", "Ё", "ООН", "Ким-Чен", "\u0301"]
)


@given(st.one_of(st.lists(_piece, max_size=10).map("".join), st.text(max_size=60)), st.sampled_from(list(System)))
def test_any_text_may_be_asked(text: str, system: System) -> None:
    transliterate(text, system)
    behind = 0
    for name in find_names(text, system=system):
        assert behind <= name.start < name.end <= len(text)
        assert name.nominative and name.proposal
        behind = name.end
