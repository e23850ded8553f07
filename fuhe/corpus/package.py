"""``datapackage.json``: what every table and column of a corpus is, in English and Chinese."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fuhe.corpus.schema import Column, Table, tables
from fuhe.corpus.shape import PARTITION_KEY, Shape
from fuhe.version import version


def describe(
    folder: Path,
    names: Mapping[str, str],
    counts: Mapping[str, int],
    shape: Shape,
    versions: Mapping[str, int],
) -> str:
    """The Frictionless data package of the tables in ``folder``; ``names`` maps a table to its
    file, ``counts`` to its number of rows; ``versions`` says how many documents each version of
    fuhe has read. The same tables give the same bytes."""
    csv = shape.format == "csv"
    package: dict[str, Any] = {
        "profile": "tabular-data-package" if csv else "data-package",
        "name": "fuhe-corpus",
        "title": "Performance self-evaluation documents, as read and verified by fuhe",
        "title_zh": "绩效自评文件语料（fuhe 复核）",
        "description": "Money in 万元 (10,000 yuan), rates as fractions, points as printed; "
        "empty means not given. X_raw is the cell as printed, X the clean value.",
        "description_zh": "金额单位万元，比率为小数，分值按原表；空白表示未提供。"
        "X_raw 为单元格原文，X 为清洗后的值。",
        "fuhe_version": version(),
    }
    if set(versions) - {version()}:
        package["fuhe_versions"] = dict(versions)
    if shape.headers != "en":
        package["headers"] = shape.headers
    if shape.csv_safe:
        package["csv_safe"] = True
    package["resources"] = [_resource(folder, one, names, counts, shape) for one in tables()]
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(
    folder: Path, table: Table, names: Mapping[str, str], counts: Mapping[str, int], shape: Shape
) -> dict[str, Any]:
    path = folder / names[table.name]
    resource: dict[str, Any] = {
        "name": table.name,
        "path": path.name,
        "title": table.title,
        "title_zh": table.title_zh,
        "description": table.description,
        "description_zh": table.description_zh,
        **_files(path, folder),
        "row_count": counts[table.name],
        "format": shape.format,
        "schema": _schema(table, shape),
    }
    if shape.format == "csv":
        resource |= {
            "profile": "tabular-data-resource",
            "mediatype": "text/csv",
            "encoding": "utf-8-sig",
            "dialect": {
                "delimiter": ",",
                "quoteChar": '"',
                "lineTerminator": "\r\n",
                "header": True,
            },
        }
    else:
        resource["mediatype"] = "application/vnd.apache.parquet"
    return resource


def _files(path: Path, folder: Path) -> dict[str, Any]:
    """Size and hash of a table; of each of its files where it is a folder of them."""
    if path.is_file():
        return {"bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}
    parts = sorted(one for one in path.rglob("*") if one.is_file())
    return {
        "path": [one.relative_to(folder).as_posix() for one in parts],
        "bytes": sum(one.stat().st_size for one in parts),
        "hashes": [f"sha256:{sha256(one)}" for one in parts],
        "partitioned_by": PARTITION_KEY,
    }


def _schema(table: Table, shape: Shape) -> dict[str, Any]:
    shown = dict(zip(table.header, shape.header(table), strict=True))
    schema: dict[str, Any] = {
        "fields": [
            _field(column, shown[column.name], column.name in table.key) for column in table.columns
        ],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = [shown[name] for name in table.key]
    if table.refers:
        schema["foreignKeys"] = [
            {
                "fields": [shown[column]],
                "reference": {"resource": other, "fields": [_shown(other, column, shape)]},
            }
            for column, other in table.refers
        ]
    return schema


def _shown(other: str, column: str, shape: Shape) -> str:
    """The name of a column of another table as it is written."""
    found = next(one for one in tables() if one.name == other)
    return shape.header(found)[found.header.index(column)]


def _field(column: Column, shown: str, required: bool) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": shown,
        "type": column.type,
        "title": column.title,
        "title_zh": column.title_zh,
        "description": column.description,
        "description_zh": column.description_zh,
    }
    if shown != column.name:
        field["column"] = column.name
    if required:
        field["constraints"] = {"required": True}
    return field


def sha256(path: Path) -> str:
    """The SHA-256 of a file, 64 hex digits. OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
