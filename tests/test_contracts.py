"""The fences between the layers: the contracts in pyproject.toml hold."""

from pathlib import Path

from importlinter.cli import lint_imports

PROJECT = Path(__file__).parents[1]


def test_imports_run_one_way(monkeypatch, capsys):
    monkeypatch.chdir(PROJECT)
    monkeypatch.syspath_prepend(str(PROJECT))
    # It would set up logging anew, and every logger of ours would be silent in the tests that follow.
    monkeypatch.setattr("importlinter.cli.logging_config.dictConfig", lambda _config: None)
    code = lint_imports(config_filename=str(PROJECT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert code == 0, capsys.readouterr().out
