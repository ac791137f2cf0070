"""The journal of what people said: it only grows, keeps contradictions, and takes an intake whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from acceptance.campaign.answers import (
    JOURNAL,
    OBSERVATION,
    VERDICT,
    AnswersError,
    Entry,
    Intake,
    Journal,
    Unread,
    growing,
    merge,
    read_journal,
)

CONFORM = Entry("ENT-10", VERDICT, "conforme", "tableau 3, ligne 2")
REFUSED = replace(CONFORM, value="non conforme")
SEEN = Entry("ENT-10", OBSERVATION, "Lent")


def intake(
    *entries: Entry, person: str = "A. Essai", ent: str = "aaa", sha: str = "", replaces: bool = False
) -> Intake:
    when = "2026-11-24T10:00:00+01:00"
    return Intake("compte-rendu.odt", person, when, when, ent, entries, sha256=sha, replaces=replaces)


def journal(*intakes: Intake) -> Journal:
    grown = Journal("essai")
    for each in intakes:
        grown = merge(grown, each).journal
    return grown


def values(grown: Journal, question: tuple[str, str] = CONFORM.question) -> list[str]:
    return [said.entry.value for said in grown.standing()[question]]


def test_the_same_file_twice_changes_nothing() -> None:
    first = journal(intake(CONFORM, sha="f1"))
    again = merge(first, intake(CONFORM, SEEN, sha="f1"))
    assert again.journal == first
    assert again.already == first.intakes[0]


def test_the_same_answer_in_another_file_is_not_new() -> None:
    done = merge(journal(intake(CONFORM, sha="f1")), intake(CONFORM, SEEN, sha="f2"))
    assert (done.added, done.unchanged, done.conflicts) == ((SEEN,), (CONFORM,), ())


def test_two_answers_are_both_kept_and_said() -> None:
    done = merge(journal(intake(CONFORM)), intake(REFUSED, person="B. Essai"))
    [(earlier, later)] = done.conflicts
    assert (earlier.entry, earlier.person, later) == (CONFORM, "A. Essai", REFUSED)
    assert values(done.journal) == ["conforme", "non conforme"]


def test_an_answer_replaces_another_only_when_someone_says_so() -> None:
    done = merge(journal(intake(CONFORM)), intake(REFUSED, replaces=True))
    assert done.conflicts == ()
    assert [earlier.entry for earlier, _ in done.replaced] == [CONFORM]
    assert values(done.journal) == ["non conforme"]
    assert len(done.journal.intakes) == 2  # what was said stays in the journal


def test_an_older_document_does_not_bring_back_what_was_replaced() -> None:
    grown = journal(intake(CONFORM), intake(REFUSED, replaces=True))
    done = merge(grown, intake(CONFORM, sha="old"))
    assert done.unchanged == (CONFORM,)
    assert values(done.journal) == ["non conforme"]


def test_a_person_may_come_back_to_an_earlier_answer() -> None:
    grown = journal(intake(CONFORM), intake(REFUSED, replaces=True), intake(CONFORM, replaces=True))
    assert values(grown) == ["conforme"]
    assert merge(grown, intake(CONFORM, replaces=True)).unchanged == (CONFORM,)


def test_a_verdict_on_a_changed_ent_is_another_answer_not_a_contradiction() -> None:
    done = merge(journal(intake(CONFORM, ent="aaa")), intake(REFUSED, ent="bbb"))
    assert done.added == (REFUSED,)
    assert done.conflicts == ()
    again = merge(journal(intake(CONFORM, ent="aaa")), intake(CONFORM, ent="bbb"))
    assert again.added == (CONFORM,)


def test_an_observation_carried_on_does_not_contradict_itself() -> None:
    longer = replace(SEEN, value="Lent\nRevu le lendemain")
    done = merge(journal(intake(SEEN)), intake(longer))
    assert done.conflicts == ()
    assert values(done.journal, SEEN.question) == [longer.value]
    other = merge(journal(intake(SEEN)), intake(replace(SEEN, value="Rapide")))
    assert len(other.conflicts) == 1


def test_the_journal_is_read_as_it_was_written(tmp_path: Path) -> None:
    said = replace(intake(CONFORM, sha="f1"), unread=(Unread("tableau 3", "?", "non compris"),))
    with growing(tmp_path, "essai") as held:
        held.append(merge(held[-1], said).journal)
    assert read_journal(tmp_path, "essai").intakes == (said,)


def test_nothing_is_written_when_something_goes_wrong(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), growing(tmp_path, "essai") as held:  # noqa: PT012
        held.append(merge(held[-1], intake(CONFORM)).journal)
        raise ZeroDivisionError
    assert not (tmp_path / JOURNAL).exists()


def test_an_empty_session_leaves_no_trace(tmp_path: Path) -> None:
    with growing(tmp_path, "essai") as held:
        held.append(merge(held[-1], intake()).journal)
    assert not (tmp_path / JOURNAL).exists()


def test_the_journal_of_another_campaign_is_refused(tmp_path: Path) -> None:
    with growing(tmp_path, "essai") as held:
        held.append(merge(held[-1], intake(CONFORM)).journal)
    with pytest.raises(AnswersError, match="« essai », pas de « autre »"):
        read_journal(tmp_path, "autre")


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"campagne": "essai", "releves": [{"source": "x"}]})])
def test_a_damaged_journal_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / JOURNAL).write_text(text, encoding="utf-8")
    with pytest.raises(AnswersError, match=JOURNAL):
        read_journal(tmp_path, "essai")
