"""``fuhe.toml``: what an office has settled once, so that nobody has to type it.

    [rules]
    select = []                              # only these rules
    ignore = ["indicator-repeated"]          # not these
    severity = { text-share = "note" }       # another severity for what a rule finds

    [policy]
    grade_bands = "80-70-60"                 # 优 from 80: see score/policy/grade_bands.toml
    execution_score = "uncapped"             # more than 100 % executed earns more than the weight
    attainment = "proportional"              # what a missed target costs: score/policy/scoring.toml
    reason_below = "90%"                     # under this execution rate a reason has to be given

The file is looked for in the working directory and the folders above it; ``--config`` names
another. The command line goes first: ``--select`` takes the place of the file's, ``--ignore`` adds
to it, ``--severity RULE=LEVEL`` overrides it rule by rule, ``--policy KEY=NAME`` key by key.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fuhe.settings import SEVERITIES, Settings

NAME = "fuhe.toml"
_TABLES: dict[str, dict[str, type]] = {
    "rules": {"select": list, "ignore": list, "severity": dict},
    "policy": {
        "grade_bands": str,
        "execution_score": str,
        "attainment": str,
        "reason_below": str,
    },
}
_KINDS: dict[type, str] = {list: "a list of names", dict: "a table", str: "a text"}


class ConfigError(ValueError):
    """A configuration that cannot be used, in one plain sentence that names the file or option."""


def find(start: Path | None = None) -> Path | None:
    """The nearest ``fuhe.toml`` in ``start`` (the working directory) or a folder above it."""
    folder = (start or Path.cwd()).resolve()
    return next((f / NAME for f in (folder, *folder.parents) if (f / NAME).is_file()), None)


def choose(
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    *,
    repair: bool = True,
    config: Path | None = None,
    policy: Mapping[str, str] | None = None,
    tables_only: bool = False,
) -> Settings:
    """What the command line and the configuration file say together.

    ``config`` is the file to use (None: the nearest one, if any). Raises :class:`ConfigError` for
    a file that cannot be read and for a rule, severity, policy or key that does not exist.
    """
    path = config or find()
    told = _read(path) if path else {}
    rules: dict[str, Any] = told.get("rules", {})
    select, ignore = tuple(select), tuple(ignore)
    _check_rules((*select, *ignore, *(severity or {})), "")
    _check_keys(policy or {}, _TABLES["policy"], "--policy")
    settings = Settings(
        select=select or tuple(rules.get("select", ())),
        ignore=tuple(dict.fromkeys((*rules.get("ignore", ()), *ignore))),
        severity={**rules.get("severity", {}), **(severity or {})},
        repair=repair,
        policy={**told.get("policy", {}), **(policy or {})},
        tables_only=tables_only,
    )
    try:
        settings.for_rules()
    except ValueError as error:
        where = "--policy" if policy else path
        raise ConfigError(f"{where}: {error}") from error
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML file: {error}.") from error
    _check_keys(told, _TABLES, str(path))
    for table, keys in _TABLES.items():
        _check_table(told, table, keys, path)
    rules = told.get("rules", {})
    names = (*rules.get("select", ()), *rules.get("ignore", ()), *rules.get("severity", {}))
    _check_rules(names, f"{path}: ")
    _check_severities(rules.get("severity", {}), path)
    return told


def _check_table(told: Mapping[str, Any], table: str, keys: dict[str, type], path: Path) -> None:
    given = told.get(table, {})
    if not isinstance(given, dict):
        raise ConfigError(f"{path}: {table} has to be a table, [{table}].")
    _check_keys(given, keys, f"{path}, [{table}]")
    for key, value in given.items():
        names = isinstance(value, list) and all(isinstance(name, str) for name in value)
        if not isinstance(value, keys[key]) or (keys[key] is list and not names):
            raise ConfigError(f"{path}, [{table}]: {key} has to be {_KINDS[keys[key]]}.")


def _check_keys(given: Iterable[str], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for key in given:
        if key not in known:
            raise ConfigError(f"{where}: there is no {key!r}{_nearest(key, known)}.")


def _check_severities(levels: Mapping[str, Any], path: Path) -> None:
    for rule, level in levels.items():
        if level not in SEVERITIES:
            known = ", ".join(SEVERITIES)
            raise ConfigError(f"{path}: {rule} cannot have the severity {level!r}, only {known}.")


def _check_rules(names: Iterable[str], where: str) -> None:
    from fuhe.manual import known_rules

    known = known_rules()
    for name in names:
        if name not in known:
            near = _nearest(name, known)
            raise ConfigError(f"{where}there is no rule {name!r}{near}; fuhe rules lists them.")


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f" (did you mean {', '.join(near)}?)" if near else ""
