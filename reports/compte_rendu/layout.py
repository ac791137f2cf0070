"""From the compte rendu to its blocks: the order of the document, the same in every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from acceptance.campaign.points import Status
from reports.compte_rendu import marks
from reports.compte_rendu.blocks import (
    Block,
    Cell,
    Column,
    Content,
    Contents,
    Entry,
    Heading,
    Line,
    Look,
    Paragraph,
    Picture,
    Row,
    Sheets,
    Table,
    Tick,
)
from reports.compte_rendu.contract import ANOMALY_DELAYS, ARTICLE_TITLES
from reports.compte_rendu.model import Article, CompteRendu, Count, Finding, Pair, PointRow, Proof, Stage
from reports.french import date_and_time, day, integer, typeset

_PAIR_WIDTHS = (58, 122)
_POINT_WIDTHS = (19, 80, 35, 46)
_RESERVE_WIDTHS = (15, 20, 79, 40, 26)
_ANOMALY_WIDTHS = (21, 17, 43, 29, 21, 21, 28)
_PARTICIPANT_WIDTHS = (52, 52, 50, 26)
_SIGNATURE_WIDTHS = (45, 55, 30, 50)
_CALENDAR_WIDTHS = (62, 40, 78)
_COUNT_COLUMNS = ("Article", "Prévus", "Exécutés", "Conformes", "Non conformes", "Justifiés", "dont à vérifier")
_COUNT_WIDTHS = (66, 18, 19, 20, 20, 18, 19)
_STATUS_LOOKS = {Status.CONFORM: Look.GOOD, Status.NOT_CONFORM: Look.BAD}
_LEAST_PEOPLE = 5
_A_ROW = 3  # pictures


def lay_out(document: CompteRendu) -> Sheets:
    """The blocks of the document, its texts typeset."""
    fingerprint = document.fingerprint
    blocks = (
        *_cover(document, fingerprint),
        Contents("Sommaire"),
        *_section("Guide de lecture", "guide", *map(_paragraph, document.guide)),
        *_summary(document),
        *_comparison(document),
        *_points(document),
        *_general_observations(document),
        *_reserves(document),
        *_anomalies(document),
        *_section(marks.ACCOUNT, "phase", _space("phase", marks.ACCOUNT, document.account, height=110), new_page=True),
        *_decision(document),
        *_people(document),
        *_calendar(document),
        *_evidence(document.proofs),
    )
    return Sheets(
        f"{document.title} — {document.subtitle}", marks.footer(document.campaign_id, fingerprint), tuple(blocks)
    )


def _cover(document: CompteRendu, fingerprint: str) -> Iterator[Block]:
    yield _paragraph("Ville de Marseille — Espace Numérique de Travail des écoles primaires", Look.OVERLINE)
    yield _paragraph(document.title, Look.TITLE)
    yield _paragraph(document.subtitle, Look.SUBTITLE)
    pairs = (*document.cover, Pair("Empreinte du document", fingerprint))
    yield _pairs("identite", "Identité du document", pairs)


def _summary(document: CompteRendu) -> Iterator[Block]:
    blocks: list[Block] = [_paragraph(document.conclusion, Look.STRONG), _counts(document)]
    blocks.append(
        _paragraph(
            "Un point est justifié quand il n’a pas été exécuté et dit pourquoi, ou quand une personne doit le "
            "vérifier. Prévus = exécutés + justifiés, ou la campagne ne prouve rien.",
            Look.MUTED,
        )
    )
    for number, finding in enumerate(document.findings, start=1):
        blocks += _finding(number, finding)
    if document.executed:
        blocks.append(_heading(2, "Points non exécutés", "absences"))
        blocks.append(_absences(document.absences))
    return _section("Bilan" if document.executed else "Points prévus", "bilan", *blocks, new_page=document.executed)


def _counts(document: CompteRendu) -> Table:
    titles = _COUNT_COLUMNS if document.executed else _COUNT_COLUMNS[:2]
    widths = _COUNT_WIDTHS if document.executed else (150, 30)
    columns = tuple(
        Column(title, width, figures=title != "Article") for title, width in zip(titles, widths, strict=True)
    )
    rows = [_count(count, len(columns)) for count in document.counts]
    return Table(
        "bilan", "Points par article du CCTP", columns, (*rows, _count(document.total, len(columns), total=True))
    )


def _count(count: Count, width: int, *, total: bool = False) -> Row:
    figures = (count.planned, count.executed, count.conform, count.not_conform, count.justified, count.to_check)
    look = Look.STRONG if total else Look.TEXT
    title = ARTICLE_TITLES.get(count.article)
    named = f"{count.article} — {title}" if title else count.article
    cells = (Cell((_line(named, look),), head=True), *(_cell(_line(integer(each), look)) for each in figures))
    return Row(cells[:width], total=total)


def _finding(number: int, finding: Finding) -> Iterator[Block]:
    yield _heading(2, finding.title, f"constat-{number}")
    if finding.sentence:
        yield _paragraph(finding.sentence)
    if finding.pairs:
        yield _pairs(f"constat-{number}", finding.title, finding.pairs)


def _absences(rows: Sequence[PointRow]) -> Block:
    if not rows:
        return _paragraph("Tous les points que la suite vérifie ont été exécutés.")
    columns = (Column("N°", 19), Column("Point", 71), Column("Résultat", 30), Column("Justification", 60))
    return Table(
        "absences",
        "Points non exécutés et leur justification",
        columns,
        tuple(
            Row(
                (
                    _cell(_line(row.point.id, Look.ID, link=f"#{row.point.id}")),
                    _cell(_line(row.point.title)),
                    _cell(_line(row.status, Look.WAIT)),
                    _cell(_line(row.reason or "aucune : la campagne est incomplète")),
                )
            )
            for row in rows
        ),
    )


def _comparison(document: CompteRendu) -> Iterator[Block]:
    """What changed since the earlier campaign; nothing without one."""
    if not document.earlier:
        return iter(())
    rows = tuple(
        Row(
            (
                Cell((_line(f"{change.title} ({integer(len(change.points))})", Look.STRONG),), head=True),
                Cell(_names(change.points)),
            ),
            breaks=True,
        )
        for change in document.changes
    )
    table = Table("comparaison", "Points par changement", _untitled(_PAIR_WIDTHS), rows)
    sentence = f"Comparaison point par point avec la campagne {document.earlier}."
    return _section("Depuis la campagne précédente", "comparaison", _paragraph(sentence), table)


def _names(points: Sequence[str]) -> tuple[Line, ...]:
    """One point a line, or all on one line where only their ids are told."""
    if not points:
        return (_line("aucun", Look.MUTED),)
    if all(" " not in point for point in points):
        return (_line(", ".join(points), Look.SMALL),)
    return tuple(_line(point, Look.SMALL) for point in points)


def _points(document: CompteRendu) -> Iterator[Block]:
    yield _heading(1, marks.POINTS, "points", new_page=True)
    for article in document.articles:
        yield _heading(2, article.heading, f"article-{article.number}")
        yield from _parts(article)


def _parts(article: Article) -> Iterator[Block]:
    columns = _titled(marks.POINT_COLUMNS, _POINT_WIDTHS)
    for number, part in enumerate(article.parts, start=1):
        yield _heading(3, part.title, f"article-{article.number}-{number}")
        caption = f"{part.title}, article {article.number}"
        yield Table(f"points-{article.number}-{number}", caption, columns, tuple(map(_point, part.rows)))


def _point(row: PointRow) -> Row:
    number = (_line(row.point.id, Look.ID), _line(f"art. {row.point.article}", Look.MUTED))
    what: list[Content] = [_line(row.point.title, Look.STRONG)]
    what += [_line(step, Look.SMALL) for step in row.steps]
    if row.expected:
        what.append(_line("Résultat attendu", Look.HEAD))
        what += [_line(step, Look.SMALL) for step in row.expected]
    what.append(_line(row.how, Look.MUTED))
    if row.seen_red_for:
        what.append(_line(f"Vu rouge pour : {', '.join(row.seen_red_for)}", Look.MUTED))
    elif row.seen_red_for is not None:
        what.append(_line("Aucune panne essayée n’a fait échouer ce point", Look.MUTED))
    name = f"{row.point.id}.observations"
    observation = Entry(name, f"Observations sur le point {row.point.id}", row.observation, height=22)
    first = Cell(number, anchor=row.point.id)
    return Row((first, _cell(*what), _cell(*_result(row)), _cell(observation)), height=24)


def _result(row: PointRow) -> Iterator[Content]:
    if row.status:
        yield _line(row.status, _STATUS_LOOKS.get(Status(row.status), Look.WAIT) if _known(row) else Look.WAIT)
    if row.reason:
        yield _line(row.reason, Look.SMALL)
    if row.signed:
        yield _line(f"Vérifié par {row.signed}", Look.SMALL)
    if row.proposed_class:
        yield _line(f"Classe proposée : {row.proposed_class}", Look.SMALL)
    if row.change:
        yield _line(f"Depuis la campagne précédente : {row.change}", Look.MUTED)
    for choice in row.choices:
        yield Tick(choice.label, f"{row.point.id}.resultat", choice.chosen)
    for proof in row.proofs:
        yield _line(f"Preuve {proof.number}", Look.MUTED, link=f"#{proof.number}")


def _known(row: PointRow) -> bool:
    return row.status in {str(status) for status in Status}


def _general_observations(document: CompteRendu) -> Iterator[Block]:
    space = _space("observations", marks.OBSERVATIONS, document.observations)
    return _section(marks.OBSERVATIONS, "observations", space, new_page=True)


def _reserves(document: CompteRendu) -> Iterator[Block]:
    rows = []
    for reserve in document.reserves:
        texts = (reserve.point_id, reserve.text, reserve.anomaly_class, _date(reserve.due))
        rows.append(_to_fill(reserve.number, texts, marks.RESERVE_COLUMNS[1:]))
    table = Table("reserves", "Réserves à lever", _titled(marks.RESERVE_COLUMNS, _RESERVE_WIDTHS), tuple(rows))
    return _section(marks.RESERVES, "reserves", table)


def _anomalies(document: CompteRendu) -> Iterator[Block]:
    rows = []
    for anomaly in document.anomalies:
        texts = (
            anomaly.point_id,
            anomaly.text,
            anomaly.anomaly_class,
            _date(anomaly.reported),
            _date(anomaly.due),
            anomaly.state,
        )
        rows.append(_to_fill(anomaly.number, texts, marks.ANOMALY_COLUMNS[1:]))
    table = Table("anomalies", "Registre des anomalies", _titled(marks.ANOMALY_COLUMNS, _ANOMALY_WIDTHS), tuple(rows))
    delays = _pairs("delais", "Délais maximaux de résolution", tuple(Pair(*pair) for pair in ANOMALY_DELAYS))
    note = _paragraph("Les classes sont proposées ; le service gestionnaire valide la classe et le délai.", Look.MUTED)
    title = "Classes d’anomalies et délais maximaux (CCTP, article 4.3.1)"
    return _section(marks.ANOMALIES, "anomalies", table, note, _heading(2, title, "delais"), delays)


def _decision(document: CompteRendu) -> Iterator[Block]:
    decision = document.decision
    rows = [_stage(stage, number) for number, stage in enumerate(decision.stages, start=1)]
    rows += [
        Row((_head(marks.DECISION_DATE), _cell(_entry("decision.date", marks.DECISION_DATE, _date(decision.date))))),
        Row(
            (
                _head(marks.DECISION_REASONS),
                _cell(_entry("decision.motifs", marks.DECISION_REASONS, decision.reasons, 30)),
            )
        ),
    ]
    proposal = decision.proposal or "La décision appartient à la Ville."
    table = Table("decision", "Décision de la Ville", _untitled(_PAIR_WIDTHS), tuple(rows))
    return _section(marks.DECISION, "decision", _paragraph(proposal), table)


def _stage(stage: Stage, number: int) -> Row:
    ticks = (Tick(choice.label, f"decision.{number}", choice.chosen) for choice in stage.choices)
    return Row((_head(stage.title), _cell(*ticks)))


def _people(document: CompteRendu) -> Iterator[Block]:
    people = [(one.name, one.role, one.organisation, one.present) for one in document.participants]
    people += [("", "", "", "")] * max(_LEAST_PEOPLE - len(people), 1)
    rows = tuple(
        Row(
            tuple(
                _cell(_entry(f"participant.{number}.{rank}", label, text))
                for rank, (label, text) in enumerate(zip(marks.PARTICIPANT_COLUMNS, person, strict=True))
            ),
            height=8,
        )
        for number, person in enumerate(people, start=1)
    )
    yield from _section(
        marks.PARTICIPANTS,
        "participants",
        Table("participants", marks.PARTICIPANTS, _titled(marks.PARTICIPANT_COLUMNS, _PARTICIPANT_WIDTHS), rows),
        new_page=True,
    )
    rows = tuple(
        Row(
            (
                _head(f"Pour {who}"),
                *(
                    _cell(_entry(f"signature.{number}.{rank}", f"{label}, pour {who}", height=18))
                    for rank, label in enumerate(marks.SIGNATURE_COLUMNS[1:])
                ),
            ),
            height=22,
        )
        for number, who in enumerate(document.signatories, start=1)
    )
    yield from _section(
        marks.SIGNATURES,
        "signatures",
        Table("signatures", marks.SIGNATURES, _titled(marks.SIGNATURE_COLUMNS, _SIGNATURE_WIDTHS), rows),
    )


def _calendar(document: CompteRendu) -> Iterator[Block]:
    rows = []
    for number, step in enumerate(document.calendar, start=1):
        rule: list[Content] = [_line(step.rule, Look.SMALL)] if step.rule else []
        if step.warning:
            rule.append(_line(step.warning, Look.BAD))
        when = _entry(f"calendrier.{number}", f"Date : {step.title}", _date(step.date))
        rows.append(Row((_head(step.title), _cell(when), _cell(*rule))))
    table = Table("calendrier", marks.CALENDAR, _titled(marks.CALENDAR_COLUMNS, _CALENDAR_WIDTHS), tuple(rows))
    return _section(marks.CALENDAR, "calendrier", table)


def _evidence(proofs: Sequence[Proof]) -> Iterator[Block]:
    """The annex of the pictures, three a row; nothing without evidence."""
    if not proofs:
        return
    yield _heading(1, "Annexe : preuves", "preuves", new_page=True)
    yield _paragraph(
        "Les fichiers sont conservés avec la campagne ; l’empreinte SHA-256 prouve qu’ils n’ont pas changé depuis.",
        Look.MUTED,
    )
    groups = [proofs[start : start + _A_ROW] for start in range(0, len(proofs), _A_ROW)]
    rows = tuple(Row((*map(_proof, group), *(_cell() for _ in range(_A_ROW - len(group))))) for group in groups)
    width = sum(_POINT_WIDTHS) // _A_ROW
    yield Table("preuves", "Preuves, avec leur empreinte", _untitled((width,) * _A_ROW), rows, boxes=True)


def _proof(proof: Proof) -> Cell:
    evidence = proof.evidence
    contents = (
        _line(f"Preuve {proof.number} — {proof.point_id}", Look.HEAD),
        Picture(evidence, f"{evidence.title}, point {proof.point_id}"),
        _line(evidence.title, Look.MUTED),
        Line(evidence.path, Look.MUTED, link=evidence.path),
        Line(f"SHA-256 {evidence.sha256[:32]} {evidence.sha256[32:]}", Look.MUTED),
    )
    return Cell(contents, anchor=proof.number)


def _section(title: str, anchor: str, *blocks: Block, new_page: bool = False) -> Iterator[Block]:
    yield _heading(1, title, anchor, new_page=new_page)
    yield from blocks


def _space(name: str, label: str, text: str, *, height: int = 70) -> Table:
    row = Row((_cell(_entry(name, label, text, height)),), height=height, breaks=True)
    return Table(name, label, (Column("", sum(_POINT_WIDTHS)),), (row,), boxes=True)


def _pairs(name: str, caption: str, pairs: Iterable[Pair]) -> Table:
    rows = (
        Row((_head(pair.label), _cell(_line(pair.value) if pair.value else _entry(f"{name}.{number}", pair.label))))
        for number, pair in enumerate(pairs, start=1)
    )
    return Table(name, caption, _untitled(_PAIR_WIDTHS), tuple(rows))


def _to_fill(number: str, texts: Sequence[str], labels: Sequence[str]) -> Row:
    """A row of a register: its number, then what is known or a space to fill."""
    cells = (
        _cell(_line(text, Look.SMALL) if text else _entry(f"{number}.{rank}", f"{label} ({number})"))
        for rank, (text, label) in enumerate(zip(texts, labels, strict=True))
    )
    return Row((Cell((_line(number, Look.ID),), head=True), *cells), height=9)


def _titled(titles: Sequence[str], widths: Sequence[int]) -> tuple[Column, ...]:
    return tuple(Column(title, width) for title, width in zip(titles, widths, strict=True))


def _untitled(widths: Sequence[int]) -> tuple[Column, ...]:
    return tuple(Column("", width) for width in widths)


def _heading(level: int, text: str, anchor: str, *, new_page: bool = False) -> Heading:
    return Heading(level, typeset(text), anchor, new_page)


def _paragraph(text: str, look: Look = Look.TEXT) -> Paragraph:
    return Paragraph(_line(text, look))


def _line(text: str, look: Look = Look.TEXT, *, link: str = "") -> Line:
    return Line(typeset(text), look, link)


def _entry(field: str, label: str, text: str = "", height: int = 6) -> Entry:
    return Entry(field, typeset(label), typeset(text), height)


def _head(text: str) -> Cell:
    return Cell((_line(text, Look.STRONG),), head=True)


def _cell(*contents: Content) -> Cell:
    return Cell(contents)


def _date(text: str) -> str:
    """An ISO date or moment as people read it; what is not one, as it is."""
    try:
        return date_and_time(text) if "T" in text else day(text)
    except ValueError:
        return text
