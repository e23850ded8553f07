#!/usr/bin/env python3
"""The door of the project; it needs nothing but Python 3.11 or newer and this folder.

    python3 run.py demo           check the published table of 2021 in samples/
    python3 run.py test           lint, format, types, the one-way arrows, then the tests
    python3 run.py fuhe ARG...    any fuhe command, such as: fuhe check FILE
    python3 run.py readme         write the real output of the main job into both READMEs
    python3 run.py lock           renew constraints.txt from the newest versions that fit

It makes an environment of its own in .venv the first time, and again when pyproject.toml or
constraints.txt change.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "fuhe-installed.json"
SAMPLE = "samples/yuelu-2021.docx"
WHOLE = {"en": "The whole output", "zh": "全部输出"}
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
OPENING, CLOSING = "<!-- output: {} -->", "<!-- end of output -->"
SHOWN = ("total-weight · ", "total-score · ")
NEEDED = (3, 11)

CHECKS = (
    ("lint (ruff check)", ["-m", "ruff", "check", "."]),
    ("format (ruff format --check)", ["-m", "ruff", "format", "--check", "."]),
    ("types (mypy --strict)", ["-m", "mypy"]),
    (
        "one-way arrows (import-linter)",
        ["-c", "from importlinter.cli import lint_imports_command as c; c()"],
    ),
    ("tests (pytest)", ["-m", "pytest"]),
)

OFFLINE = (
    "No matching distribution",
    "Could not find a version",
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "SSLError",
    "Max retries exceeded",
)


NO_INDEX = (
    "pip could not get the packages: no package index was reached, or it does not have them. "
    "Check the network, or name an index near you in the environment variable PIP_INDEX_URL, "
    "then run this again."
)


class RunError(Exception):
    """Something that stops the run, in words for the person at the terminal."""


def main(arguments: "list[str]") -> int:
    """Run one job; its exit status."""
    jobs = {"demo": demo, "test": test, "fuhe": fuhe, "readme": readme, "lock": lock}
    if not arguments or arguments[0] not in jobs:
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        check_python()
        return jobs[arguments[0]](arguments[1:])
    except RunError as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 2


def demo(_rest: "list[str]") -> int:
    """The main job on the published document; 0 when it ran, findings or none."""
    install("")
    print(f"\n$ fuhe check {SAMPLE}\n", flush=True)
    status = call(["-m", "fuhe", "check", SAMPLE])
    if status not in (0, 1):
        return status
    print("\nNext: python3 run.py fuhe check YOUR_FILE   or   python3 run.py fuhe --help")
    return 0


def test(rest: "list[str]") -> int:
    """Every check, stopping at the first that fails, with its exit status."""
    install("test")
    for headline, command in CHECKS:
        print(f"\n=== {headline}", flush=True)
        status = call(command + (rest if command[-1] == "pytest" else []))
        if status:
            print(f"\n=== failed: {headline}", file=sys.stderr)
            return status
    print("\n=== all passed")
    return 0


def fuhe(rest: "list[str]") -> int:
    """Any command of fuhe, with its own exit status."""
    install("")
    return call(["-m", "fuhe", *rest])


def readme(rest: "list[str]") -> int:
    """Put the real output into the READMEs; with --check only say whether it is there."""
    install("")
    stale = []
    for name, lang in READMES.items():
        page = (ROOT / name).read_text(encoding="utf-8")
        fresh = with_output(page, shown(lang), lang)
        if fresh == page:
            continue
        stale.append(name)
        if "--check" not in rest:
            (ROOT / name).write_text(fresh, encoding="utf-8")
    if not stale:
        print("The output in the READMEs is the real one.")
        return 0
    print("{}: {}".format("stale" if "--check" in rest else "rewritten", ", ".join(stale)))
    return 1 if "--check" in rest else 0


def shown(lang: str) -> str:
    """What the main job prints in ``lang`` on a terminal of 80 columns, without colour."""
    command = [str(python()), "-m", "fuhe", "check", SAMPLE, "--lang", lang]
    env = dict(environment(), COLUMNS="80", NO_COLOR="1")
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout:
        raise RunError(done.stderr.decode("utf-8", "replace"))
    lines = done.stdout.decode("utf-8").strip("\n").split("\n")
    return "\n".join(line.rstrip() for line in lines)


def with_output(page: str, output: str, lang: str) -> str:
    """``page`` with ``output`` between the marks: in short, then all of it folded away."""
    opening = OPENING.format("fuhe check " + SAMPLE)
    before, found, rest = page.partition(opening)
    _, closed, after = rest.partition(CLOSING)
    if not (found and closed):
        raise RunError(f"A README has no block between {opening} and {CLOSING}.")
    short = f"```text\n$ fuhe check {SAMPLE}\n{abridged(output)}\n```"
    whole = f"<details><summary>{WHOLE[lang]}</summary>\n\n```text\n{output}\n```\n\n</details>"
    return f"{before}{found}\n{short}\n\n{whole}\n{closed}{after}"


def abridged(output: str) -> str:
    """The head, the findings about the totals and the verdict; … where something is left out."""
    parts = output.split("\n\n")
    last = len(parts) - 1
    kept = [n for n, part in enumerate(parts) if n in (0, 1, last) or any(w in part for w in SHOWN)]
    lines = []
    for before, n in zip([-1, *kept], kept, strict=False):
        lines += ([] if n == before + 1 else ["  …"]) + [parts[n]]
    return "\n\n".join(lines)


def lock(_rest: "list[str]") -> int:
    """Write constraints.txt: what a fresh environment gets when nothing holds it back."""
    with tempfile.TemporaryDirectory() as folder:
        make_venv(Path(folder))
        inner = bin_python(Path(folder))
        pip(inner, ["install", "--quiet", str(ROOT) + "[test]"])
        command = [str(inner), "-m", "pip", "freeze", "--exclude", "fuhe"]
        frozen = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    head = "# Exact versions of everything `fuhe[test]` brings; made by `python3 run.py lock`.\n"
    (ROOT / "constraints.txt").write_text(head + frozen, encoding="utf-8")
    print(f"constraints.txt: {len(frozen.splitlines())} packages")
    return 0


def check_python() -> None:
    """Stop where this Python is too old."""
    if sys.version_info < NEEDED:
        have = ".".join(map(str, sys.version_info[:3]))
        raise RunError(
            "fuhe needs Python {}.{} or newer; this is {}. Run it with a newer one, such as: "
            "python3.12 run.py demo".format(*NEEDED, have)
        )


def install(extra: str) -> None:
    """Make .venv hold the project with ``extra``, where it does not yet."""
    wanted = digest()
    if python().exists() and answers(python()):
        have = stamp()
        if wanted in (have.get(extra), have.get("test")):
            return
    else:
        print("Making an environment in .venv ...", flush=True)
        make_venv(VENV)
    print("Installing fuhe and what it needs into .venv (a minute or two) ...", flush=True)
    target = f".[{extra}]" if extra else "."
    pip(python(), ["install", "--quiet", "-c", "constraints.txt", "-e", target])
    STAMP.write_text(json.dumps(dict(stamp(), **{extra: wanted})), encoding="utf-8")


def make_venv(folder: Path) -> None:
    """An empty environment with pip in ``folder``."""
    try:
        import ensurepip  # noqa: F401 (Debian leaves it out of python3)
        import venv
    except ImportError:
        raise RunError(
            "This Python comes without the modules that make environments (venv, ensurepip). "
            "On Debian and Ubuntu: sudo apt-get install python3-venv"
        ) from None
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(str(folder))


def pip(inner: Path, arguments: "list[str]") -> None:
    """Run pip; a network that is not there is said in one plain sentence."""
    command = [str(inner), "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        return
    words = last_lines(done.stderr)
    if any(sign in done.stderr for sign in OFFLINE):
        raise RunError(f"{words}\n{NO_INDEX}")
    raise RunError(f"{words}\npip failed; see its words above.")


def last_lines(text: str) -> str:
    """The last few lines of an error text, without pip's warnings."""
    lines = [line for line in text.splitlines() if line.strip() and "WARNING" not in line]
    return "\n".join(lines[-6:])


def digest() -> str:
    """What the environment was made from: the two files and the Python."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    parts.append(sys.version.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp() -> "dict[str, str]":
    """What was installed, by extra; empty where nothing is known."""
    try:
        known = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}


def python() -> Path:
    """The Python of .venv."""
    return bin_python(VENV)


def bin_python(folder: Path) -> Path:
    """The Python of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def answers(program: Path) -> bool:
    """Whether an environment works: its Python may have been taken away since."""
    command = [str(program), "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def environment() -> "dict[str, str]":
    """The environment of what is run: UTF-8 everywhere, whatever the locale says."""
    return dict(os.environ, PYTHONUTF8="1")


def call(arguments: "list[str]") -> int:
    """Run the Python of .venv in the project's folder; its exit status."""
    command = [str(python()), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
