"""The project around the code: what is declared, what the pages promise, the one door run.py."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("extract", "normalize", "score", "fuhe")
HEAVY = ("pandas", "pyarrow", "pdfplumber", "docx", "pypdfium2", "lxml", "regex", "typer", "rich")
PROVIDES = {  # module -> distribution
    "PIL": "pillow",
    "cv2": "opencv-python-headless",
    "docx": "python-docx",
    "odf": "odfpy",
    "pdfminer": "pdfplumber",  # which brings it, in the one version it works with
    "pypdfium2_raw": "pypdfium2",
}
ROOMS_BESIDE = ("samples", "benchmarks", "tests")
TABLES = (
    "documents",
    "forms",
    "funds",
    "indicators",
    "sections",
    "amounts",
    "findings",
    "checks",
    "repairs",
    "failures",
)


def project() -> dict[str, Any]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8")))["project"]


def names(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[<>=!~\[; ]", line)[0]) for line in requirements}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """Distributions that fuhe itself may import: the base and every extra but the tests'."""
    extras = project()["optional-dependencies"]
    lists = [project()["dependencies"], *(v for k, v in extras.items() if k != "test")]
    return set().union(*(names(entries) for entries in lists))


def imported(folders: Iterable[str] = PACKAGES) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((path, alias.name.partition(".")[0]) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    yield path, node.module.partition(".")[0]


@pytest.fixture(scope="module")
def run() -> ModuleType:
    """run.py as a module, with this Python in place of the one in .venv."""
    spec = importlib.util.spec_from_file_location("fuhe_run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.__dict__["python"] = lambda: Path(sys.executable)
    return module


def strangers(folders: Iterable[str], allowed: set[str]) -> set[tuple[str, str]]:
    """Modules that are imported and come with nothing that is declared, with the file."""
    known = {*sys.stdlib_module_names, *PACKAGES, *ROOMS_BESIDE, "making"}
    return {
        (module, str(path.relative_to(ROOT)))
        for path, module in imported(folders)
        if module not in known and plain(PROVIDES.get(module, module)) not in allowed
    }


def test_everything_that_is_imported_is_declared() -> None:
    assert not strangers(PACKAGES, declared())


def test_everything_that_the_tests_import_is_declared() -> None:
    test = names(project()["optional-dependencies"]["test"])
    assert not strangers(("samples", "tests"), declared() | test)


def test_every_dependency_of_the_base_has_a_use() -> None:
    everywhere = imported((*PACKAGES, *ROOMS_BESIDE))
    used = {plain(PROVIDES.get(module, module)) for _, module in everywhere}
    unused = names(project()["dependencies"]) - used
    assert not unused


def test_constraints_pin_every_declared_package_to_one_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.+!]+", line) for line in pins)
    extras = project()["optional-dependencies"]
    wanted = names(
        [*project()["dependencies"], *extras["test"], *extras["parquet"], *extras["ocr"]]
    ) - {"fuhe"}
    assert wanted <= names(pins)


def test_import_fuhe_brings_no_heavy_library() -> None:
    code = f"import fuhe, sys; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_the_readme_shows_the_output_as_it_really_is(run: ModuleType, page: str, lang: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert run.with_output(text, run.shown(lang), lang) == text, (
        "python3 run.py readme puts it right"
    )


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_every_table_and_both_commands(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert all(f"| {table} |" in text for table in TABLES)
    assert "python3 run.py demo" in text
    assert "python3 run.py test" in text


def test_every_link_between_the_pages_leads_somewhere() -> None:
    pages = [
        path
        for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "samples/README.md")
        if path.is_file()
    ]
    broken = [
        (page.name, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not broken


def test_run_says_plainly_when_python_is_too_old(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "NEEDED", (99, 0))
    assert run.main(["demo"]) == 2
    assert "needs Python 99.0 or newer" in capsys.readouterr().err


def test_run_names_the_package_to_install_where_venv_is_missing(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(run.RunError, match="apt-get install python3-venv"):
        run.make_venv(tmp_path / "venv")


def test_run_says_plainly_when_no_package_index_is_reached(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    command = ["install", "--quiet", "--no-deps", "--retries", "0", "--target", str(tmp_path)]
    nowhere = ["--index-url", "http://127.0.0.1:9/simple", "no-such-package-of-fuhe"]
    with pytest.raises(run.RunError, match="no package index was reached"):
        run.pip(Path(sys.executable), command + nowhere)


def test_run_without_a_job_says_what_it_can_do(
    run: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main([]) == 2
    assert "python3 run.py demo" in capsys.readouterr().out
