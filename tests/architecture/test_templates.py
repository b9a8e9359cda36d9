import re
from functools import cache

import pytest
from jinja2 import meta, nodes

from cpd import places
from tests.architecture.lists import as_lines
from tests.architecture.source import text_constants

HANDLER = re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE)
STYLE = re.compile(r"<style\b|<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE)
FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\".*?</form>", re.IGNORECASE | re.DOTALL)
FORM_IN_PARAGRAPH = re.compile(r"<p\b[^>]*>(?:(?!</p>).)*?(\{\{ ?post_button|<form\b)", re.DOTALL)
MACRO = re.compile(r"\{%-? macro (\w+)\(.*?%\}(.*?)\{%-? endmacro", re.DOTALL)
LETTER = re.compile(r"^emails/\w+$")
TEMPLATE = re.compile(r"^[\w/]+\.(html|txt|svg)$")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)

# Not shown by a browser: what is printed from these may set its own style.
PRINTED = ("certificates/print/", "transfers/print/")
# Letters: mail programs drop every other style.
DRESSED_INLINE = (*PRINTED, "emails/")
PARTS = {"subject.txt", "body.txt", "body.html"}


@cache
def sources() -> dict[str, str]:
    """Return every template without its comments, by the name it is called by."""
    files = (path for path in sorted(places.TEMPLATES.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(places.TEMPLATES)): COMMENT.sub("", path.read_text(encoding="utf-8"))
        for path in files
        if path.suffix in {".html", ".txt", ".svg"}
    }


def on_screen() -> dict[str, str]:
    return {name: text for name, text in sources().items() if not name.startswith(DRESSED_INLINE)}


@pytest.fixture(scope="module")
def trees(site):
    return {name: site.app.jinja_env.parse(text) for name, text in sources().items()}


def test_every_template_compiles(site):
    for name in sources():
        site.app.jinja_env.get_template(name)


def imported_names(tree: nodes.Template) -> set[str]:
    names = {each for node in tree.find_all(nodes.FromImport) for each in node.names}
    return {each if isinstance(each, str) else each[1] for each in names} | {
        node.target for node in tree.find_all(nodes.Import)
    }


def used_names(tree: nodes.Template) -> set[str]:
    return {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}


def test_every_imported_macro_is_used(trees):
    idle = [
        f"{name}: {macro}"
        for name, tree in trees.items()
        for macro in sorted(imported_names(tree) - used_names(tree))
    ]
    assert not idle, as_lines(idle)


def test_every_imported_macro_is_there(trees):
    macros = {
        name: {node.name for node in tree.find_all(nodes.Macro)} | {
            node.target.name for node in tree.find_all(nodes.Assign)
            if isinstance(node.target, nodes.Name)
        }
        for name, tree in trees.items()
    }  # fmt: skip
    missing = [
        f"{name}: {macro} of {node.template.value}"
        for name, tree in trees.items()
        for node in tree.find_all(nodes.FromImport)
        for macro in (each if isinstance(each, str) else each[0] for each in node.names)
        if macro not in macros.get(node.template.value, set())
    ]
    assert not missing, as_lines(missing)


@pytest.mark.parametrize("pattern", [HANDLER, STYLE, SCRIPT], ids=["handler", "style", "script"])
def test_nothing_stands_inline(pattern):
    found = [f"{name}: {hit[0]}" for name, text in on_screen().items() for hit in
             pattern.finditer(text)]  # fmt: skip
    assert not found, as_lines(found)


def filters(tree: nodes.Template) -> set[str]:
    return {node.name for node in tree.find_all(nodes.Filter)}


def test_nothing_is_declared_safe(trees):
    """What is safe is Markup from the one place that cleans it; a template cannot know."""
    said = [name for name, tree in trees.items() if "safe" in filters(tree)]
    said += [
        name for name, tree in trees.items() if list(tree.find_all(nodes.ScopedEvalContextModifier))
    ]
    assert not said, as_lines(said)


def token_givers() -> set[str]:
    """Return `csrf` and the macros that begin a form's fields with it."""
    macros = (hit for text in sources().values() for hit in MACRO.finditer(text))
    return {"csrf"} | {hit[1] for hit in macros if "{{ csrf() }}" in hit[2]}


def test_every_posted_form_has_its_token():
    token = re.compile(rf"\{{\{{ ?({'|'.join(token_givers())})\(")
    bare = [
        f"{name}: {form[0][:80]}"
        for name, text in sources().items()
        for form in FORM.finditer(text)
        if not token.search(form[0])
    ]
    assert not bare, as_lines(bare)


def test_every_form_says_its_method():
    silent = [name for name, text in sources().items() for tag in re.findall(r"<form\b[^>]*>", text)
              if not re.search(r'method="(post|get)"', tag)]  # fmt: skip
    assert not silent, as_lines(silent)


def test_no_form_stands_in_a_paragraph():
    """A browser ends the paragraph there, and the page is not what was written."""
    found = [name for name, text in on_screen().items() if FORM_IN_PARAGRAPH.search(text)]
    assert not found, as_lines(found)


def named_in_templates(trees) -> set[str]:
    """Return what templates name; what is printed names its neighbours by their files alone."""
    return {
        f"{owner.rpartition('/')[0]}/{name}" if owner.startswith(PRINTED) else name
        for owner, tree in trees.items()
        for name in meta.find_referenced_templates(tree)
        if name
    }


def named_in_code() -> set[str]:
    """Return what the source names in full: a template, or the folder of a letter's three parts."""
    words = text_constants()
    letters = {word for word in words if LETTER.match(word)}
    parts = {f"{letter}/{part}" for letter in letters for part in PARTS}
    return parts | {word for word in words if "/" in word and TEMPLATE.match(word)}


def is_named_in_part(name: str) -> bool:
    """Letters may be named by their folder's last word, and printed things by their file's."""
    words = text_constants()
    folder, _, file = name.rpartition("/")
    if name.startswith("emails/"):
        return folder.rpartition("/")[2] in words
    return name.startswith(PRINTED) and file in words


def test_no_template_is_missing(trees):
    missing = sorted((named_in_templates(trees) | named_in_code()) - set(sources()))
    assert not missing, as_lines(missing)


def test_no_template_is_left_over(trees):
    known = named_in_templates(trees) | named_in_code()
    idle = [name for name in sources() if name not in known and not is_named_in_part(name)]
    assert not idle, as_lines(idle)


def test_every_letter_has_its_three_parts():
    folders = {name.rsplit("/", 1)[0] for name in sources() if name.startswith("emails/")}
    lacking = [
        f"{folder}/{part}"
        for folder in sorted(folders - {"emails"})
        for part in sorted(PARTS)
        if f"{folder}/{part}" not in sources()
    ]
    assert not lacking, as_lines(lacking)
