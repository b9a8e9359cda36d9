import pytest

from cpd.content_files import BrokenFile, Node, load, read

TEXT = """\
words: [no, yes, "12", 2:30, 010, 1.10, 0x1F, 1_000, 2026-11-21]
values: [true, false, 12, -3, null]
nested:
  - title: One
    prose: >-
      Folded
      text.
  - title: Two
"""


def test_only_truth_whole_numbers_and_null_are_more_than_text():
    value = load(TEXT, "a.yaml").value
    assert value["words"] == [
        *("no", "yes", "12", "2:30", "010", "1.10", "0x1F", "1_000", "2026-11-21")
    ]
    assert value["values"] == [True, False, 12, -3, None]
    assert value["nested"][0]["prose"] == "Folded text."


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param((), 1, id="the whole"),
        pytest.param(("nested",), 3, id="a key"),
        pytest.param(("nested", 0), 4, id="an item"),
        pytest.param(("nested", 0, "prose"), 5, id="a key of an item"),
        pytest.param(("nested", 1, "title"), 8, id="after folded text"),
        pytest.param(("nested", 1, "absent", "deep"), 8, id="what is not there"),
    ],
)
def test_every_node_knows_its_line(path, line):
    assert load(TEXT, "a.yaml").line(path) == line


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        pytest.param("a: &x 1\n", "anchor", 1, id="anchor"),
        pytest.param("a: 1\nb: *x\n", "alias", 2, id="alias"),
        pytest.param("a: !!python/name:os.system x\n", "tag", 1, id="tag"),
        pytest.param("a: ! x\n", "tag", 1, id="tag without a name"),
        pytest.param("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, id="a key twice"),
        pytest.param('a:\n  - 1: x\n    "1": y\n', "duplicate-key", 3, id="quoted or not"),
        pytest.param("? [a]\n: 1\n", "key", 1, id="a list for a key"),
        pytest.param("a: 1\n---\nb: 2\n", "one-document", 2, id="two documents"),
        pytest.param("[" * 40 + "]" * 40, "too-deep", 1, id="deep"),
        pytest.param("a: [1\nb: 2\n", "syntax", 2, id="not closed"),
        pytest.param("a: \x00", "syntax", 1, id="control character"),
        pytest.param("a: " + "x" * 1024 * 1024, "too-large", 1, id="large"),
    ],
)
def test_what_could_mean_something_else_is_refused(text, rule, line):
    with pytest.raises(BrokenFile) as caught:
        load(text, "a.yaml")
    assert (caught.value.name, caught.value.rule, caught.value.line) == ("a.yaml", rule, line)
    assert str(caught.value).startswith(f"a.yaml, line {line}: ")


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(BrokenFile, match=r"line 2: .* UTF-8"):
        read(path)


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: x\r\n")
    assert read(path).value == {"a": 1, "b": "x"}


def test_an_empty_file_is_null():
    assert load("", "a.yaml").value is None


@pytest.mark.parametrize(
    ("open_it", "rule", "line"),
    [
        pytest.param(lambda root: root.fields("words values"), "unknown-key", 3, id="unknown"),
        pytest.param(
            lambda root: root.fields("words values nested more"), "missing-key", 1, id="-"
        ),
        pytest.param(lambda root: root.items(), "shape", 1, id="no list"),
        pytest.param(
            lambda root: root.fields("words values nested")["values"].fields(""),
            *("shape", 2),
            id="no mapping",
        ),
        pytest.param(
            lambda root: root.fields("words values nested")["values"].items()[2].text(),
            *("text", 2),
            id="a number for text",
        ),
    ],
)
def test_a_node_that_is_not_what_was_asked_says_where(open_it, rule, line):
    with pytest.raises(BrokenFile) as caught:
        open_it(Node.of(load(TEXT, "a.yaml")))
    assert (caught.value.rule, caught.value.line) == (rule, line)
