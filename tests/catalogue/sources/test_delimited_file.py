"""Files of cells as spreadsheets and databases save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancompile.catalogue.sources.delimited_file import DelimitedFile, find_separator, read_delimited
from gancompile.catalogue.sources.file_text import NoTextError, file_text
from gancompile.catalogue.sources.source_facts import SourceProblem

TEXT = 'name,kind,"price, euros"\nbœuf,"a ""b""",1\n\nélan,c,2\n'


def read(content: str | bytes, folder: Path, separator: str | None = None) -> DelimitedFile | SourceProblem:
    path = folder / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_delimited(path, separator)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings(encoding: str, line_end: str, tmp_path: Path) -> None:
    found = read(TEXT.replace("\n", line_end).encode(encoding), tmp_path)
    assert isinstance(found, DelimitedFile)
    assert found.header == ["name", "kind", "price, euros"]
    assert found.rows == [["bœuf", 'a "b"', "1"], ["élan", "c", "2"]]
    assert found.lines == [2, 4]


def test_bytes_that_windows_leaves_undefined(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(b"caf\xe9 \x81")
    assert file_text(tmp_path / "t") == "café \x81"


@pytest.mark.parametrize(
    ("start", "told"), [(b"PK\x03\x04", "workbook"), (b"\x1f\x8b", "gzip"), (b"a\x80\0\0\0b,\0", "zero bytes")]
)
def test_what_is_no_text(start: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(start + b"\xff" * 20)
    with pytest.raises(NoTextError, match=told):
        file_text(tmp_path / "t")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator: str, tmp_path: Path) -> None:
    text = "\n".join(separator.join(row) for row in (["a", "b", "c"], ["1", "x y", "3"], ["2", "", "4"]))
    found = read(text, tmp_path)
    assert isinstance(found, DelimitedFile)
    assert (found.separator, found.rows) == (separator, [["1", "x y", "3"], ["2", "", "4"]])


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b\n1,5;2,5\n3;4\n", ";"),
        ("a;b, c\n1,5;2\n3,5;4\n", ";"),
        ("a\tb\n1, 2\t3; 4\n", "\t"),
        ("a,b\n1;2,3\n", ","),
        ('a,b\n"1;2;3",3\n', ","),
        ("pet\ncat\ndog\n", ","),
        ("a,b,c\n1,2\n1,2,3\n", ","),
        ("when,what\n2020-01-01 10:00,x|y\n", ","),
        ("", ","),
    ],
)
def test_separators_that_could_be_others(text: str, separator: str) -> None:
    assert find_separator(text) == separator


def test_a_separator_that_the_file_names(tmp_path: Path) -> None:
    found = read("sep=|\r\na|b\r\n1,2|3\r\n", tmp_path)
    assert isinstance(found, DelimitedFile)
    assert (found.rows, found.lines) == ([["1,2", "3"]], [3])


def test_spaces_and_blank_lines_and_ends(tmp_path: Path) -> None:
    found = read('a, b ,\n1, "x, y" ,\n , ,\n\n2,\t z,\n', tmp_path)
    assert isinstance(found, DelimitedFile)
    assert (found.header, found.rows, found.lines) == (["a", "b"], [["1", "x, y"], ["2", "z"]], [2, 5])


def test_a_line_break_within_quotes(tmp_path: Path) -> None:
    found = read('a,b\n1,"x\ny"\n2\n', tmp_path)
    assert isinstance(found, SourceProblem)
    assert "line 4 of `t.csv` has 1 cell, but the header has 2" in found.message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("a,b\n", "a header and no rows"),
        ("a,b\n1,2\n3\n4\n5,6,7\n8\n9\n", "line 3 of `t.csv` has 1 cell, but the header has 2"),
        ("a,b\n1,2\na,b\n3,4\n", "line 3 of `t.csv` is the header once more"),
        (b"PK\x03\x04", "`t.csv` cannot be read as a table: it is a workbook"),
    ],
)
def test_mistakes(content: str | bytes, told: str, tmp_path: Path) -> None:
    found = read(content, tmp_path)
    assert isinstance(found, SourceProblem)
    assert told in found.message
    assert "line 4 (1), line 5 (3), line 6 (1), and 1 more" in (found.help or "") or "line 3 of `t.csv` has" not in told


def test_a_given_separator_is_used(tmp_path: Path) -> None:
    found = read("a,b;c,d\n1,2;3,4\n", tmp_path, ";")
    assert isinstance(found, DelimitedFile)
    assert found.rows == [["1,2", "3,4"]]
