"""docs/references.md against the code: what is cited is listed, and what is listed is there."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REFERENCES = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
CITATION = re.compile(r"\b((?:[A-Z][a-zé]+ & )?[A-Z][a-zé]+) ((?:19|20)\d\d)\b(?!-)")
VALUE = re.compile(r"`([A-Z][A-Z_0-9]{2,})`\s(\d+(?:\.\d+)?(?:e-?\d+)?)(?![-\d]| %|\.\d|, \d)")
"""A constant with one number after it: a range, a share in per cent and the values of several names are none."""

ISSUES = re.compile(r"SDK\s+issues?\s+((?:\d+(?:,\s+|\s+and\s+)?)+)")

NO_AUTHORS = {"November", "Python", "Monday", "Jun", "Feb", "Brumaire"}


def cited():
    for folder in ("coach", "tests", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for author, year in CITATION.findall(path.read_text(encoding="utf-8")):
                if author not in NO_AUTHORS:
                    yield pytest.param(author, year, id=f"{path.relative_to(ROOT).as_posix()}-{author}-{year}")


@pytest.mark.parametrize(("author", "year"), list(cited()))
def test_what_is_cited_is_listed(author, year):
    keys = re.findall(r"^- \*\*(.+?)\*\*", REFERENCES, re.MULTILINE)
    assert any(author in key and year in key for key in keys) or re.search(rf"\*\*.*{author}.*{year}", REFERENCES)


def test_an_issue_that_is_cited_is_listed():
    listed = {
        number for key in re.findall(r"\*\*Polar SDK issues? ([^*]+)\*\*", REFERENCES) for number in key.split(", ")
    }
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "coach").rglob("*.py")]
    numbers = {number for text in sources for found in ISSUES.findall(text) for number in re.findall(r"\d+", found)}
    assert numbers
    assert numbers <= listed


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:coach|tests|benchmarks)/[^`]+)`", REFERENCES))))
def test_a_place_that_is_named_is_there(path):
    assert (ROOT / path).exists()


def measured():
    """The constants of the last section, with the modules of their heading."""
    section = REFERENCES.partition("## Numbers chosen by measurement")[2]
    for part in section.split("\n### ")[1:]:
        heading, _, text = part.partition("\n")
        modules = re.findall(r"`(coach/[^`]+)\.py`", heading)
        values = dict(VALUE.findall(text))
        for name in sorted(set(re.findall(r"`([A-Z][A-Z_0-9]{2,})`", text))):
            yield pytest.param(modules, name, values.get(name), id=name)


@pytest.mark.parametrize(("modules", "name", "value"), list(measured()))
def test_a_constant_that_is_explained_is_there_and_has_the_value_that_is_told(modules, name, value):
    every = [import_module(module.replace("/", ".")) for module in modules]
    heart = ("signal_quality", "evidence", "grid")
    others = [import_module(f"coach.domain.heart.{module}") for module in heart]
    found = [getattr(module, name) for module in (*every, *others) if hasattr(module, name)]
    assert found
    numbers = [each for each in found if isinstance(each, int | float)]
    assert value is None or not numbers or float(value) in numbers
