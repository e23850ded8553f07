"""What a user may choose about a reading: which rules speak, whether clean columns are repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from extract.frozen import dataclass

if TYPE_CHECKING:
    from score.settings import Settings as RuleSettings

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Settings:
    """``select`` are the only rules to apply (empty: all), ``ignore`` those to leave out,
    ``severity`` gives the findings of a rule another severity (error, warning, note); ``repair``
    puts well-supported repairs into the clean columns; ``policy`` is what an office has settled
    otherwise than its layout says (see ``score.Policy``); ``tables_only`` leaves scanned pages
    without tables unread."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    repair: bool = True
    policy: Mapping[str, str] = field(default_factory=dict)
    tables_only: bool = False

    def for_rules(self) -> RuleSettings:
        """The part that the rules need. Raises ValueError for a severity or policy that does not
        exist."""
        from score.settings import Policy
        from score.settings import Settings as RuleSettings

        return RuleSettings(self.select, self.ignore, self.severity, Policy(**self.policy))


def at_least(severity: str, floor: str) -> bool:
    """True where ``severity`` is as grave as ``floor`` or graver."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(floor)
