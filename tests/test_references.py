"""docs/references.md against the code: what is cited is listed, and what is listed is there."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REFERENCES = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
CITATION = re.compile(r"\b((?:[A-Z][a-zé]+ & )?[A-Z][a-zé]+) ((?:19|20)\d\d)\b(?!-)")
NO_AUTHORS = {"November", "Python", "Monday"}


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


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:coach|tests|benchmarks)/[^`]+)`", REFERENCES))))
def test_a_place_that_is_named_is_there(path):
    assert (ROOT / path).exists()


def measured():
    """The constants of the last section, with the modules of their heading."""
    section = REFERENCES.partition("## Numbers chosen by measurement")[2]
    for part in section.split("\n### ")[1:]:
        heading, _, text = part.partition("\n")
        modules = re.findall(r"`(coach/[^`]+)\.py`", heading)
        for name in sorted(set(re.findall(r"`([A-Z][A-Z_0-9]{2,})`", text))):
            yield pytest.param(modules, name, id=name)


@pytest.mark.parametrize(("modules", "name"), list(measured()))
def test_a_constant_that_is_explained_is_there(modules, name):
    every = [import_module(module.replace("/", ".")) for module in modules]
    heart = ("signal_quality", "evidence", "grid")
    others = [import_module(f"coach.domain.heart.{module}") for module in heart]
    assert any(hasattr(module, name) for module in (*every, *others))
