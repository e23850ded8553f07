"""``fuhe review``: verdicts are kept, and only for whom the page was served."""

from __future__ import annotations

import re
import threading
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

import fuhe
from fuhe.outputs.words import Words
from fuhe.review.server import HOST, _page, make_server, open_desk
from fuhe.review.store import Store, key_of


@pytest.fixture
def corpus(tmp_path: Path, write_form) -> Path:
    write_form(tmp_path / "in" / "wrong.docx", score="97", project="<script>甲</script>")
    fuhe.ingest(tmp_path / "in", tmp_path / "corpus", workers=0)
    return tmp_path / "corpus"


class Browser:
    def __init__(self, port: int) -> None:
        self.port = port

    def send(self, method: str, path: str, body: str = "", host: str = "") -> tuple[int, str]:
        connection = HTTPConnection(HOST, self.port, timeout=10)
        headers = {"Host": host} if host else {}
        connection.request(method, path, body.encode() or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
        connection.close()
        return answer.status, text


@pytest.fixture
def browser(corpus: Path):
    with make_server(open_desk(corpus, Words("zh")), 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Browser(server.server_address[1])
        server.shutdown()
        thread.join()


def form_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_a_finding_is_listed_and_a_verdict_is_kept(browser: Browser, corpus: Path):
    status, page = browser.send("GET", "/")
    assert status == HTTPStatus.OK
    assert "total-score" in page
    assert "98.5" in page
    settle = form_of(page) | {"verdict": "confirmed", "note": "已与单位核实 <b>"}
    assert browser.send("POST", "/", urlencode(settle))[0] == HTTPStatus.SEE_OTHER
    (settled,) = Store(corpus).all().values()
    assert (settled.verdict, settled.note) == ("confirmed", "已与单位核实 <b>")
    page = browser.send("GET", "/?show=confirmed")[1]
    assert "已与单位核实 &lt;b&gt;" in page
    assert "total-score ·" not in browser.send("GET", "/?show=open")[1]


def test_a_verdict_outlives_a_new_ingest(browser: Browser, corpus: Path, tmp_path: Path):
    settle = form_of(browser.send("GET", "/")[1]) | {"verdict": "unclear", "note": ""}
    browser.send("POST", "/", urlencode(settle))
    fuhe.ingest(tmp_path / "in", corpus, workers=0)
    desk = open_desk(corpus, Words("en"))
    assert [settled.verdict for _, _, settled in desk.chosen("", "unclear")] == ["unclear"]
    assert key_of(desk.findings[0]) in Store(corpus).all()


def test_nothing_is_taken_without_the_token_of_the_page(browser: Browser, corpus: Path):
    settle = form_of(browser.send("GET", "/")[1]) | {"verdict": "confirmed"}
    for wrong in ({**settle, "token": "guess"}, {k: v for k, v in settle.items() if k != "token"}):
        assert browser.send("POST", "/", urlencode(wrong))[0] == HTTPStatus.FORBIDDEN
    assert browser.send("POST", "/", urlencode({**settle, "verdict": "x"}))[0] == 400
    assert browser.send("POST", "/", urlencode({**settle, "at": "99"}))[0] == 400
    assert Store(corpus).all() == {}


def test_another_host_name_gets_nothing(browser: Browser):
    assert browser.send("GET", "/", host="evil.test")[0] == HTTPStatus.FORBIDDEN
    assert browser.send("GET", "/etc/passwd")[0] == HTTPStatus.NOT_FOUND
    assert browser.send("GET", "/../documents.csv")[0] == HTTPStatus.NOT_FOUND


def test_a_folder_that_is_no_corpus_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="corpus"):
        open_desk(tmp_path, Words("en"))


def test_a_finding_is_shown_with_its_place_its_arithmetic_and_what_rounding_explains(
    tmp_path: Path,
):
    text = (
        "2022年度项目支出绩效自评报告\n一、支出情况\n（一）基本支出\n"
        "2022年基本支出392.52万元，其中：人员经费382.07万元，公用经费39.13万元。\n"
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "report.txt").write_text(text, encoding="utf-8")
    fuhe.ingest(tmp_path / "in", tmp_path / "corpus", workers=0)
    for lang, said in (
        ("zh", ("文本第 4 行", "“一、（一）基本支出”一节", "（舍入至多可解释 0.015）")),
        ("en", ("line 4", "section 一、（一）基本支出", "(rounding explains up to 0.015)")),
    ):
        page = _page(open_desk(tmp_path / "corpus", Words(lang)), {})
        for one in (*said, "421.20 = 382.07 + 39.13"):
            assert one in page
