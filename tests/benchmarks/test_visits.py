"""The recorded visits that the benchmark of cost sends: the same answers in the same order, wherever the server is."""

from __future__ import annotations

from benchmarks.cost import OURS, _targets
from benchmarks.visits.recording import ORIGIN, Exchange, moved
from benchmarks.visits.server import Answers

HERE = "http://127.0.0.1:9"


def exchange(visit: int, url: str, answer: str, status: int = 200) -> Exchange:
    return Exchange(visit, "GET", f"{ORIGIN}{url}", {}, "", status, {"Content-Type": "text/html"}, answer)


def test_an_origin_is_moved_also_in_json_and_in_addresses() -> None:
    text = 'http://a:1/x "http:\\/\\/a:1\\/x" ?to=http%3A%2F%2Fa%3A1%2Fx'
    assert moved(text, "http://a:1", "http://b:2") == 'http://b:2/x "http:\\/\\/b:2\\/x" ?to=http%3A%2F%2Fb%3A2%2Fx'


def test_what_is_asked_twice_in_a_visit_gets_its_answers_in_turn_for_each_visitor() -> None:
    answers = Answers([exchange(0, "/me", "in"), exchange(0, "/me", "out", 401), exchange(1, "/me", "other")], HERE)
    got = [answers.next(agent, "GET", "/me") for agent in ("banc-0-a", "banc-0-b", "banc-0-a", "banc-0-a", "banc-1-a")]
    assert [answer.rpartition(b"\r\n")[2] for answer in got] == [b"in", b"in", b"out", b"in", b"other"]
    assert got[2].startswith(b"HTTP/1.1 401")


def test_what_was_not_recorded_is_an_answer_that_nobody_expects() -> None:
    assert b"599" in Answers([], HERE).next("banc-0-a", "GET", "/")


def test_a_peer_that_is_missing_or_cheaper_misses_the_target() -> None:
    def row(name: str, cost: float, failures: int = 0) -> dict[str, str | float | int]:
        return {"générateur": name, "échecs": failures, "CPU pour 1 000 requêtes (ms)": cost}

    rows = [row(OURS, 100), row("FastHttpUser seul", 100), row("HttpUser seul", 100, failures=1)]
    assert [target.held for target in _targets(rows)] == [False, True, False, False]
    assert [target.held for target in _targets([*rows[:1], row("k6", 100)])] == [True, False, False, True]
