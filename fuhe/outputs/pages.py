"""HTML pages: templates that escape everything they are given."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of fuhe; what they are filled with is escaped, an unknown name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=PackageLoader("fuhe.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # our own sheet, the only text that goes into a page as it is
    sheet = files("fuhe.outputs").joinpath("templates/style.css").read_text(encoding="utf-8")
    made.globals["style"] = Markup(sheet)  # noqa: S704
    return made


def render(template: str, **values: Any) -> str:
    """A page as text."""
    return environment().get_template(template).render(**values)
