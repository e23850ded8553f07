"""Does it add up: every figure of a report recomputed, every contradiction told.

>>> from score import verify
>>> verification = verify(report)
>>> verification.verdict.sentence, verification.findings, verification.checks

``verify`` tries every rule of ``score/rules`` on a :class:`normalize.report.Report`; ``rules`` lists
them with their manual pages.
"""

from __future__ import annotations

from score.check import Candidate, Check, Finding, Term
from score.engine import rule_infos as rules
from score.engine import verify
from score.rule import RuleInfo
from score.settings import Policy, Settings
from score.verdict import Verdict, Verification

__all__ = [
    "Candidate",
    "Check",
    "Finding",
    "Policy",
    "RuleInfo",
    "Settings",
    "Term",
    "Verdict",
    "Verification",
    "rules",
    "verify",
]
