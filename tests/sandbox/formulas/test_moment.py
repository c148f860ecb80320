"""Dates as text in the tokens and languages of moment. The time shown is 2024-05-01 15:04:05.678, a Wednesday."""

from typing import Any

import pytest

from tests.sandbox.formulas.records import ERROR, evaluate

pytestmark = pytest.mark.unit

TIME = "2024-05-01T15:04:05.678Z"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("YYYY-MM-DD", "2024-05-01"),
        ("YYYY-MM-DD HH:mm:ss.SSS", "2024-05-01 15:04:05.678"),
        ("M/D/YY", "5/1/24"),
        ("Y YYYYYY", "2024 +002024"),
        ("M Mo MM MMM MMMM", "5 5th 05 May May"),
        ("Q Qo", "2 2nd"),
        ("D Do DD", "1 1st 01"),
        ("DDD DDDo DDDD", "122 122nd 122"),
        ("d do dd ddd dddd", "3 3rd We Wed Wednesday"),
        ("e E", "3 3"),
        ("w wo ww gg gggg", "18 18th 18 24 2024"),
        ("W Wo WW GG GGGG", "18 18th 18 24 2024"),
        ("H HH h hh k kk", "15 15 3 03 15 15"),
        ("A a", "PM pm"),
        ("m mm s ss", "4 04 5 05"),
        ("S SS SSS SSSS SSSSSSSSS", "6 67 678 6780 678000000"),
        ("z zz Z ZZ", "UTC UTC +00:00 +0000"),
        ("X x", "1714575845 1714575845678"),
        ("LT", "3:04 PM"),
        ("LTS", "3:04:05 PM"),
        ("L", "05/01/2024"),
        ("LL", "May 1, 2024"),
        ("LLL", "May 1, 2024 3:04 PM"),
        ("LLLL", "Wednesday, May 1, 2024 3:04 PM"),
        ("l", "5/1/2024"),
        ("ll", "May 1, 2024"),
        ("lll", "May 1, 2024 3:04 PM"),
        ("llll", "Wed, May 1, 2024 3:04 PM"),
        ("[Day] D [of] MMMM", "Day 1 of May"),
        ("[[D]]", "[D]"),
        ("[open D", "[op3n 1"),
        ("\\\\D D", "D 1"),
        ("dddd, MMMM Do YYYY, h:mm:ss a", "Wednesday, May 1st 2024, 3:04:05 pm"),
        ("YYYYMMDD", "20240501"),
        ("GGGG-[W]WW-E", "2024-W18-3"),
        ("@ ! # 日", "@ ! # 日"),
        ("", "2024-05-01T15:04:05+00:00"),
    ],
)
def test_tokens(pattern: str, text: str) -> None:
    assert evaluate(f"DATETIME_FORMAT('{TIME}','{pattern}')") == text


@pytest.mark.parametrize(
    ("moment", "pattern", "text"),
    [
        ("2024-01-02", "Do", "2nd"),
        ("2024-01-03", "Do", "3rd"),
        ("2024-01-11", "Do", "11th"),
        ("2024-01-13", "Do", "13th"),
        ("2024-01-22", "Do", "22nd"),
        ("2024-12-30", "w gggg W GGGG", "1 2025 1 2025"),
        ("2023-01-01", "w gggg W GGGG", "1 2023 52 2022"),
        ("2024-05-01", "h A", "12 AM"),
        ("2024-05-01T12:00:00Z", "h A", "12 PM"),
        ("2024-05-01", "k kk", "24 24"),
        ("0001-01-01", "YYYY Y YY", "0001 1 01"),
        ("9999-12-31", "w W", "1 52"),
    ],
)
def test_tokens_at_the_edges(moment: str, pattern: str, text: str) -> None:
    assert evaluate(f"DATETIME_FORMAT('{moment}','{pattern}')") == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("DATETIME_FORMAT('2024-05-01')", "2024-05-01T00:00:00+00:00"),
        ("DATETIME_FORMAT({Day},'L')", ERROR),
        ("DATETIME_FORMAT('soon','L')", ERROR),
        ("DATETIME_FORMAT(5,'L')", ERROR),
        ("DATETIME_FORMAT(TODAY(),'L')", "11/25/2026"),
        (
            "DATETIME_FORMAT(SET_TIMEZONE('2024-05-01T02:00:00Z','America/New_York'),'YYYY-MM-DD HH:mm z Z')",
            "2024-04-30 22:00 EDT -04:00",
        ),
        (
            "DATETIME_FORMAT(SET_TIMEZONE('2024-01-01T02:00:00Z','America/New_York'),'HH:mm z Z')",
            "21:00 EST -05:00",
        ),
        ("DATETIME_FORMAT(SET_TIMEZONE('2024-05-01T02:00:00Z','asia/kolkata'),'HH:mm ZZ')", "07:30 +0530"),
        ("DATETIME_FORMAT(SET_TIMEZONE('2024-05-01T02:00:00Z','utc'),'HH:mm')", "02:00"),
        ("DATETIME_FORMAT(SET_TIMEZONE('9999-12-31T23:00:00Z','Asia/Tokyo'),'L')", ERROR),
        ("SET_TIMEZONE('2024-05-01','Mars/Phobos')", ERROR),
        ("SET_TIMEZONE('2024-05-01','../../etc/passwd')", ERROR),
        ("SET_TIMEZONE('2024-05-01','')", ERROR),
        ("SET_TIMEZONE(BLANK(),'UTC')", ERROR),
        ("SET_TIMEZONE('2024-05-01T02:00:00Z','Asia/Tokyo')", "2024-05-01T02:00:00.000Z"),
        (
            "DATETIME_FORMAT(SET_LOCALE(SET_TIMEZONE('2024-05-01T02:00:00Z','Asia/Tokyo'),'de'),'LLL')",
            "1. Mai 2024 11:00",
        ),
        (
            "DATETIME_FORMAT(SET_TIMEZONE(SET_LOCALE('2024-05-01T02:00:00Z','de'),'Asia/Tokyo'),'LLL')",
            "1. Mai 2024 11:00",
        ),
        ("DAY(SET_TIMEZONE('2024-05-01T23:00:00Z','Asia/Tokyo'))", 1),
        ("DATETIME_DIFF(SET_TIMEZONE('2024-05-01','Asia/Tokyo'),'2024-05-01','hours')", 0),
    ],
)
def test_zones_show_in_formats_alone(formula: str, text: Any) -> None:
    assert evaluate(formula) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Wednesday, May 1, 2024 3:04 PM"),
        ("en-gb", "Wednesday, 1 May 2024 15:04"),
        ("EN_GB", "Wednesday, 1 May 2024 15:04"),
        ("en-au", "Wednesday, 1 May 2024 3:04 PM"),
        ("en-ca", "Wednesday, May 1, 2024 3:04 PM"),
        ("de", "Mittwoch, 1. Mai 2024 15:04"),
        ("de-at", "Mittwoch, 1. Mai 2024 15:04"),
        ("fr", "mercredi 1 mai 2024 15:04"),
        ("es", "miércoles, 1 de mayo de 2024 15:04"),
        ("it", "mercoledì 1 maggio 2024 15:04"),
        ("pt", "Quarta-feira, 1 de maio de 2024 15:04"),
        ("pt-br", "quarta-feira, 1 de maio de 2024 às 15:04"),
        ("nl", "woensdag 1 mei 2024 15:04"),
        ("sv", "onsdag 1 maj 2024 kl. 15:04"),
        ("da", "onsdag d. 1. maj 2024 kl. 15:04"),
        ("nb", "onsdag 1. mai 2024 kl. 15:04"),
        ("fi", "keskiviikko, 1. toukokuuta 2024, klo 15.04"),
        ("pl", "środa, 1 maja 2024 15:04"),
        ("cs", "středa 1. května 2024 15:04"),
        ("ru", "среда, 1 мая 2024 г., 15:04"),
        ("uk", "середа, 1 травня 2024 р., 15:04"),
        ("tr", "Çarşamba, 1 Mayıs 2024 15:04"),
        ("ja", "2024年5月1日 水曜日 15:04"),
        ("ko", "2024년 5월 1일 수요일 오후 3:04"),
        ("zh-cn", "2024年5月1日星期三下午3点04分"),
        ("zh-tw", "2024年5月1日 星期三 15:04"),
        ("tlh", "Wednesday, May 1, 2024 3:04 PM"),
        ("", "Wednesday, May 1, 2024 3:04 PM"),
    ],
)
def test_languages(locale: str, text: str) -> None:
    assert evaluate(f"DATETIME_FORMAT(SET_LOCALE('{TIME}','{locale}'),'LLLL')") == text


@pytest.mark.parametrize(
    ("locale", "pattern", "text"),
    [
        ("ru", "MMMM YYYY", "май 2024"),
        ("ru", "D MMMM", "1 мая"),
        ("pl", "MMMM", "maj"),
        ("fr", "Do MMM", "1er mai"),
        ("nl", "Do", "1ste"),
        ("sv", "Do", "1:a"),
        ("ru", "Do wo Mo", "1-го 18-я 5-й"),
        ("zh-cn", "Do Mo wo A", "1日 5月 18周 下午"),
        ("ja", "Do A", "1日 午後"),
        ("en-gb", "L LT", "01/05/2024 15:04"),
        ("en-ca", "L", "2024-05-01"),
        ("fr-ca", "L", "2024-05-01"),
        ("fi", "LTS", "15.04.05"),
        ("de", "l ll", "1.5.2024 1. Mai 2024"),
        ("es", "MMM ddd", "may. mié."),
    ],
)
def test_words_of_languages(locale: str, pattern: str, text: str) -> None:
    assert evaluate(f"DATETIME_FORMAT(SET_LOCALE('{TIME}','{locale}'),'{pattern}')") == text


@pytest.mark.parametrize(
    ("text", "pattern", "value"),
    [
        ("2024-05-01", "YYYY-MM-DD", "2024-05-01T00:00:00.000Z"),
        ("01/05/2024", "DD/MM/YYYY", "2024-05-01T00:00:00.000Z"),
        ("5/1/24", "M/D/YY", "2024-05-01T00:00:00.000Z"),
        ("5/1/69", "M/D/YY", "1969-05-01T00:00:00.000Z"),
        ("4 Mar 2017 23:00", "D MMM YYYY HH:mm", "2017-03-04T23:00:00.000Z"),
        ("4 march 2017", "D MMMM YYYY", "2017-03-04T00:00:00.000Z"),
        ("1 May 2024 3:05 pm", "D MMM YYYY h:mm a", "2024-05-01T15:05:00.000Z"),
        ("1 May 2024 12:05 am", "D MMM YYYY h:mm a", "2024-05-01T00:05:00.000Z"),
        ("1 May 2024 12:05 pm", "D MMM YYYY h:mm a", "2024-05-01T12:05:00.000Z"),
        ("May 1st, 2024", "MMMM Do, YYYY", "2024-05-01T00:00:00.000Z"),
        ("2024-05-01T10:20:30.123", "YYYY-MM-DDTHH:mm:ss.SSS", "2024-05-01T10:20:30.123Z"),
        ("2024-05-01 10:00 +0200", "YYYY-MM-DD HH:mm ZZ", "2024-05-01T08:00:00.000Z"),
        ("2024-05-01 10:00 -05:30", "YYYY-MM-DD HH:mm Z", "2024-05-01T15:30:00.000Z"),
        ("2024-05-01 10:00Z", "YYYY-MM-DD HH:mmZ", "2024-05-01T10:00:00.000Z"),
        ("1714575845", "X", "2024-05-01T15:04:05.000Z"),
        ("1714575845678", "x", "2024-05-01T15:04:05.678Z"),
        ("20240501", "YYYYMMDD", "2024-05-01T00:00:00.000Z"),
        ("2024 122", "YYYY DDD", "2024-05-01T00:00:00.000Z"),
        ("2024 Q2", "YYYY [Q]Q", "2024-04-01T00:00:00.000Z"),
        ("2024-W18-3", "GGGG-[W]WW-E", "2024-05-01T00:00:00.000Z"),
        ("2024", "YYYY", "2024-01-01T00:00:00.000Z"),
        ("2024-05", "YYYY-MM", "2024-05-01T00:00:00.000Z"),
        ("13:45", "HH:mm", "2026-11-25T13:45:00.000Z"),
        ("17", "DD", "2026-11-17T00:00:00.000Z"),
        ("May", "MMMM", "2026-05-01T00:00:00.000Z"),
        ("on the 1st of May in 2024", "Do MMMM YYYY", "2024-05-01T00:00:00.000Z"),
        ("05/01/2024", "L", "2024-05-01T00:00:00.000Z"),
        ("May 1, 2024 3:04 PM", "LLL", "2024-05-01T15:04:00.000Z"),
        ("31/02/2024", "DD/MM/YYYY", ERROR),
        ("13/13/2024", "DD/MM/YYYY", ERROR),
        ("nothing", "YYYY", ERROR),
        ("2024-05-01", "[only words]", ERROR),
        ("99999999999999", "x", "5138-11-16T09:46:39.999Z"),
        ("999999999999999", "X", ERROR),
    ],
)
def test_parsing(text: str, pattern: str, value: Any) -> None:
    assert evaluate(f"DATETIME_PARSE('{text}','{pattern}')") == value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("DATETIME_PARSE('1 mai 2024','D MMMM YYYY','fr')", "2024-05-01T00:00:00.000Z"),
        ("DATETIME_PARSE('3 févr. 2024','D MMM YYYY','fr')", "2024-02-03T00:00:00.000Z"),
        ("DATETIME_PARSE('1 мая 2024','D MMMM YYYY','ru')", "2024-05-01T00:00:00.000Z"),
        ("DATETIME_PARSE('2024年5月1日','YYYY年M月D日','ja')", "2024-05-01T00:00:00.000Z"),
        ("DATETIME_PARSE(TODAY(),'YYYY')", "2026-11-25T00:00:00.000Z"),
        ("DATETIME_PARSE(SET_TIMEZONE('2024-05-01','Asia/Tokyo'))", "2024-05-01T00:00:00.000Z"),
        ("DATETIME_PARSE(1714575845,'X')", "2024-05-01T15:04:05.000Z"),
        ("DATETIME_PARSE(5)", ERROR),
        ("DATETIME_PARSE(BLANK())", ERROR),
        ("DATETIME_PARSE(BLANK(),'YYYY')", ERROR),
        ("DATETIME_FORMAT(DATETIME_PARSE('1.5.2024','D.M.YYYY'),'LL')", "May 1, 2024"),
    ],
)
def test_parsing_of_other_values_and_languages(formula: str, value: Any) -> None:
    assert evaluate(formula) == value
