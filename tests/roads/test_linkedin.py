"""What LinkedIn exports, and what is made to look like it."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.errors import BrokenFile, InputError
from manymentors.roads import bring, linkedin
from manymentors.roads.bring import steps_from_file
from manymentors.roads.linkedin import connections_from_linkedin, steps_from_linkedin
from manymentors.shapes import Connection, Step

POSITIONS = """Company Name,Title,Description,Location,Started On,Finished On
Lighthouse Bakery,Night baker,"Bread, rolls",Faro,Mar 2019,
Acme,,,,2021-05,2022
"""
EDUCATION = """School Name,Start Date,End Date,Notes,Degree Name,Activities
Harbour School,,2012,,BSc Tides,
"""
CERTIFICATIONS = """Name,Url,Authority,Started On,Finished On,License Number
Safe Crusts,https://certs.example,Bread Board,März 2020,,
"""
PROJECTS = f"""Title,Description,Url,Started On,Finished On
Oven clock,{"tells when it is done " * 20},,2015,
"""


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"export/{name}.csv", text)
    return out.getvalue()


def test_the_export_becomes_a_road_in_order_of_years() -> None:
    data = zipped(
        Positions=POSITIONS,
        Education=EDUCATION,
        Certifications=CERTIFICATIONS,
        Projects=PROJECTS,
        Connections="First Name\nSecret\n",
    )
    steps = steps_from_file(data, "export.zip")
    assert [(step.year, step.kind) for step in steps] == [
        (2012, "education"),
        (2015, "project"),
        (2019, ""),
        (2020, "certification"),
        (2021, ""),
    ]
    assert steps[0].what == "studied: BSc Tides at Harbour School"
    assert steps[1].what.startswith("built Oven clock: tells when it is done")
    assert steps[1].what.endswith(" …")
    assert len(steps[1].what) < 200
    assert steps[2] == Step("worked as Night baker at Lighthouse Bakery", "", 2019)
    assert steps[4].what == "worked at Acme"


def test_one_table_alone_will_do_with_notes_above_it_and_in_an_old_encoding() -> None:
    table = 'Notes:\n"Read this first, please"\n\n' + POSITIONS + "\n\nCafé Zürich,Kellner\n"
    steps = steps_from_file(table.encode("cp1252"), "Positions.csv")
    assert [step.what for step in steps] == [
        "worked as Night baker at Lighthouse Bakery",
        "worked at Acme",
        "worked as Kellner at Café Zürich",
    ]
    assert steps_from_linkedin(("\ufeff" + EDUCATION).encode())[0].year == 2012


@pytest.mark.parametrize("date", ["Mar 2019", "March 2019", "2019", "03/2019", "2019-03-01", "1. März 2019"])
def test_all_forms_of_a_date_tell_the_year(date: str) -> None:
    table = f"Company Name,Title,Started On\nA,B,{date}\n"
    assert steps_from_linkedin(table.encode())[0].year == 2019


@pytest.mark.parametrize("date", ["", "12019", "soon"])
def test_what_is_no_date_tells_no_year(date: str) -> None:
    table = f"Company Name,Title,Started On\nA,B,{date}\n"
    assert steps_from_linkedin(table.encode())[0].year is None


def test_a_short_description_is_taken_whole() -> None:
    table = "Title,Description,Started On\nOven clock,rings,2015\nNameless,,\n"
    assert [step.what for step in steps_from_linkedin(table.encode())] == [
        "built Oven clock: rings",
        "built Nameless",
    ]


def bomb() -> bytes:
    return zipped(Positions="Company Name,Title\n" + "A,B\n" * 1_500_000)


def many_files() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(linkedin.ENTRIES + 1):
            archive.writestr(f"{n}", "")
    return out.getvalue()


def one_table_often() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(6):
            archive.writestr(f"{n}/Positions.csv", POSITIONS)
    return out.getvalue()


def locked() -> bytes:
    """The bit that says a file wants a password, set in its two heads."""
    data = bytearray(zipped(Positions=POSITIONS))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bomb(), "far more than a table"),
        (zipped(Positions="Company Name,Title\n" + "A,B\n" * 2_500_000), "far more than a table"),
        (many_files(), "5001 files"),
        (one_table_often(), "the same table several times"),
        (zipped(Connections="First Name\n"), "none of the tables"),
        (zipped(Positions="Colour\nred\n"), "none of Positions, Education"),
        (zipped(Positions="Company Name,Title\n" + "A,B\n" * 2_001), "2001 rows"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        steps_from_linkedin(data)


@pytest.mark.parametrize(
    "data",
    [locked(), zipped(Positions=POSITIONS)[:-30], b"PK\x03\x04 and no more", b"a,b\n" + b"x" * 200_000],
)
def test_a_broken_file_is_told_to_be_one(data: bytes) -> None:
    with pytest.raises(BrokenFile, match="Ask LinkedIn for a copy"):
        steps_from_linkedin(data)


def test_a_table_beyond_all_measure_is_refused() -> None:
    with pytest.raises(InputError, match="too large for a table"):
        steps_from_linkedin(b"a" * (linkedin.LARGEST + 1))


def test_a_resume_is_read_too_and_too_large_a_file_is_not() -> None:
    assert steps_from_file(json.dumps(["wrote a book"]).encode(), "me.json") == (Step("wrote a book"),)
    with pytest.raises(InputError, match=r"me\.json is larger than 2 MB"):
        steps_from_file(b" " * (bring.JSON_LIMIT + 1), "me.json")
    with pytest.raises(BrokenFile, match=r"me\.txt is neither JSON"):
        steps_from_file(b"my life, in short", "me.txt")
    with pytest.raises(BrokenFile, match="neither JSON"):
        steps_from_file(b"\xff\xfe\x00", "me.json")


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_break_it(data: bytes) -> None:
    for begun in (b"", b"PK\x03\x04", b"Company Name,Title\n"):
        with suppress(InputError):
            steps_from_linkedin(begun + data)


CONNECTIONS = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,Email Address,Company,Position,Connected On
Cy,Sample,cy@example.org,Harbour  Works,Pilot,04 Mar 2019
Bo,Other,,,,
,,,,,
,,,Nameless Works,,
Bo,Other,,Again,,
"""


def test_whom_i_am_connected_with_is_told_without_their_addresses() -> None:
    found = connections_from_linkedin(zipped(Connections=CONNECTIONS, Positions=POSITIONS))
    assert found == (Connection("Bo Other"), Connection("Cy Sample", "Pilot", "Harbour Works", 2019))
    assert connections_from_linkedin(CONNECTIONS.encode()) == found
    assert connections_from_linkedin(zipped(Positions=POSITIONS)) == ()
    assert connections_from_linkedin(POSITIONS.encode()) == ()
    with pytest.raises(InputError, match="30001 rows"):
        connections_from_linkedin(("First Name,Last Name\n" + "A,B\n" * 30_001).encode())
