"""``fuhe review``: a web page on 127.0.0.1 that lists findings and keeps what a person decides.

Nothing but this machine can reach it; a form is taken only with the token of the page it stands on,
so that no other web site open in the browser can send one.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from extract.document import Place
from fuhe.corpus.read import need_csv, rows
from fuhe.outputs.apart import apart, tolerance
from fuhe.outputs.pages import render
from fuhe.outputs.places import where
from fuhe.review.store import VERDICTS, Settled, Store, key_of

if TYPE_CHECKING:
    from fuhe.outputs.words import Words

HOST = "127.0.0.1"
PER_PAGE = 50
_LONGEST_BODY = 1 << 16


@dataclass(frozen=True)
class Desk:
    """A corpus under review: its findings (errors and warnings) and the verdicts on them."""

    corpus: Path
    words: Words
    findings: list[dict[str, str]]
    paths: dict[str, str]
    store: Store
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def chosen(self, rule: str, verdict: str) -> list[tuple[int, dict[str, str], Settled]]:
        """Findings of one rule and one verdict (``open``: none yet; empty: all), with their
        position."""
        known = self.store.all()
        found = []
        for at, finding in enumerate(self.findings):
            settled = known.get(key_of(finding), Settled())
            if rule and finding["rule"] != rule:
                continue
            if verdict and (settled.verdict or "open") != verdict:
                continue
            found.append((at, finding, settled))
        return found


def open_desk(corpus: Path, words: Words) -> Desk:
    """Read a corpus for review. Raises ValueError where it is none."""
    need_csv(corpus, words)
    findings = [row for row in rows(corpus, "findings") if row["severity"] != "note"]
    paths = {row["doc_id"]: row["path"] for row in rows(corpus, "documents")}
    return Desk(corpus, words, findings, paths, Store(corpus))


def serve(corpus: Path, port: int, words: Words) -> None:
    """Serve until Ctrl-C. Raises ValueError where ``corpus`` is none or the port is taken."""
    with make_server(open_desk(corpus, words), port) as server:
        address = f"http://{HOST}:{server.server_address[1]}/"
        print(words("review.open", address), flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def make_server(desk: Desk, port: int) -> ThreadingHTTPServer:
    """The server, bound and not yet serving."""
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Handler, desk))
    except OSError as error:
        message = f"Port {port} cannot be used: {error.strerror}; choose another with --port."
        raise ValueError(message) from error


class _Handler(BaseHTTPRequestHandler):
    server_version = "fuhe"
    sys_version = ""

    def __init__(self, desk: Desk, *args: Any) -> None:
        self.desk = desk
        super().__init__(*args)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on the terminal."""

    def do_GET(self) -> None:
        """The list of findings."""
        address = urlsplit(self.path)
        if not self._is_local():
            self._answer(HTTPStatus.FORBIDDEN, "")
        elif address.path != "/":
            self._answer(HTTPStatus.NOT_FOUND, "")
        else:
            self._answer(HTTPStatus.OK, _page(self.desk, _first(parse_qs(address.query))))

    def do_POST(self) -> None:
        """Keep one verdict and go back to the list."""
        length = int(self.headers.get("Content-Length") or 0)
        if not self._is_local() or not 0 < length <= _LONGEST_BODY:
            self._answer(HTTPStatus.FORBIDDEN, "")
            return
        sent = _first(parse_qs(self.rfile.read(length).decode("utf-8", "replace")))
        if not hmac.compare_digest(sent.get("token", "").encode(), self.desk.token.encode()):
            self._answer(HTTPStatus.FORBIDDEN, "")
            return
        try:
            finding = self.desk.findings[int(sent["at"])]
            self.desk.store.settle(key_of(finding), sent.get("verdict", ""), sent.get("note", ""))
        except (KeyError, ValueError, IndexError):
            self._answer(HTTPStatus.BAD_REQUEST, "")
            return
        back = urlencode({name: sent.get(name, "") for name in ("rule", "show", "page")})
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"/?{back}#f{int(sent['at'])}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_local(self) -> bool:
        """False for a request that another name than this machine's brought here."""
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        return host in (HOST, "localhost")

    def _answer(self, status: HTTPStatus, text: str) -> None:
        body = (text or status.phrase).encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"text/{'html' if text else 'plain'}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def _first(query: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in query.items()}


def _difference(finding: dict[str, str]) -> str:
    """The difference of a row of the findings table as people read it."""
    given = finding["difference"]
    number = Decimal(given) if given else None
    return apart(finding["field"], number, finding["stated"], finding["recomputed"])


def _tolerance(finding: dict[str, str]) -> str:
    """How much rounding may explain of the difference of a row of the findings table."""
    given = finding["tolerance"]
    number = Decimal(given) if given else None
    return tolerance(finding["field"], number, finding["stated"], finding["recomputed"])


def _where(words: Words, finding: dict[str, str]) -> str:
    """The place of a row of the findings table in words, its section where it is in the narrative."""
    page, table, row, col, line = (
        int(finding.get(name) or 0) or None
        for name in ("page", "table_no", "table_row", "table_col", "line")
    )
    sheet = finding.get("sheet") or None
    place = Place(page=page, table=table, row=row, col=col, line=line, sheet=sheet)
    told = where(place, words)
    section = finding.get("section", "")
    return " · ".join(filter(None, (told, words("place.section", section) if section else "")))


def _candidates(words: Words, finding: dict[str, str]) -> list[str]:
    """What may explain a row of the findings table, best first."""
    given = finding["candidates"]
    return [words.pick(c["message"], c["message_zh"]) for c in json.loads(given)] if given else []


def _page(desk: Desk, query: dict[str, str]) -> str:
    rule, show = query.get("rule", ""), query.get("show", "")
    found = desk.chosen(rule, show)
    pages = max(1, -(-len(found) // PER_PAGE))
    asked = query.get("page", "1")
    page = min(pages, max(1, int(asked) if asked.isdecimal() else 1))
    return render(
        "review.html",
        words=desk.words,
        difference=_difference,
        tolerance=_tolerance,
        where=partial(_where, desk.words),
        candidates=partial(_candidates, desk.words),
        token=desk.token,
        rule=rule,
        show=show,
        page=page,
        pages=pages,
        rules=sorted(Counter(f["rule"] for f in desk.findings).items()),
        found=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(desk.findings),
        settled=len(desk.findings) - len(desk.chosen("", "open")),
        paths=desk.paths,
        verdicts=VERDICTS,
    )
