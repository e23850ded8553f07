"""How many processors there are: what the system gives this process, and its container."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract import cores as module
from extract.cores import cores


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes files of control groups and says which this process is in."""

    def write(listed: str, **files: str) -> None:
        (tmp_path / "listed").write_text(listed)
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("-", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    monkeypatch.setattr(module, "_ROOT", tmp_path)
    monkeypatch.setattr(module, "_GROUPS", tmp_path / "listed")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    return write


def test_affinity_counts_where_no_container_limits(group) -> None:
    group("0::/\n")
    assert cores() == 8


@pytest.mark.parametrize(
    ("quota", "count"), [("max 100000", 8), ("300000 100000", 3), ("150000 100000", 1)]
)
def test_a_quota_of_the_group_or_of_one_above_counts(group, quota: str, count: int) -> None:
    group("0::/docker/box/inner\n", **{"docker__box__cpu-max": quota})
    assert cores() == count


def test_half_a_processor_is_one(group) -> None:
    group("0::/\n", **{"cpu-max": "50000 100000"})
    assert cores() == 1


@pytest.mark.parametrize(("quota", "count"), [("-1", 8), ("200000", 2)])
def test_a_quota_of_older_control_groups_counts(group, quota: str, count: int) -> None:
    files = {
        "cpu,cpuacct__box__cpu-cfs_quota_us": quota,
        "cpu,cpuacct__box__cpu-cfs_period_us": "100000",
    }
    group("4:cpu,cpuacct:/box\n3:memory:/box\n", **files)
    assert cores() == count


def test_a_system_without_control_groups_has_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GROUPS", tmp_path / "none")
    assert 1 <= cores() <= (os.cpu_count() or 1)
