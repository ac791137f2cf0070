"""The page on which a person answers, with the pictures of the campaign: on this machine only, behind a token."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from flask import Flask, Response, abort, redirect, render_template, request, send_file
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response as BaseResponse

from acceptance.campaign.answered import point_answers
from acceptance.campaign.answers import read_journal
from acceptance.campaign.points import ANOMALY_CLASSES, Evidence, Point, Status
from preau.campaigns import Known
from preau.console import out
from preau.repondre import KEYS, changed, record

HOST = "127.0.0.1"
_LARGEST_FORM = 64 * 1024
_POLICY = "default-src 'none'; img-src 'self'; style-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'"


def serve(known: Known, points: Sequence[Point], person: str, fingerprint: str, port: int = 0) -> None:
    """Serve the page until it is interrupted; its address holds the token."""
    server, address = open_page(known, points, person, fingerprint, port)
    out.print(f"Répondez à l’adresse {address} (Ctrl-C pour finir).", soft_wrap=True, markup=False)
    try:
        server.serve_forever()
    finally:
        server.server_close()


def open_page(
    known: Known, points: Sequence[Point], person: str, fingerprint: str, port: int = 0
) -> tuple[BaseWSGIServer, str]:
    """A server ready to serve the page, on loopback, and the address to open."""
    token = secrets.token_urlsafe(24)
    app = answering_app(known, points, person, fingerprint, token)
    server = make_server(HOST, port, app, request_handler=_Discreet)
    return server, f"http://{HOST}:{server.port}/{token}/"


class _Discreet(WSGIRequestHandler):
    """Logs nothing: addresses hold the token."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: ARG002
        return


def answering_app(known: Known, points: Sequence[Point], person: str, fingerprint: str, token: str) -> Flask:
    """The application. Without the token, from another host name, or for another point: not found."""
    app = Flask("preau.answering_page", root_path=str(Path(__file__).parent))
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_FORM
    asked = {point.id: point for point in points}
    pictures = {proof.path: proof for point in points for proof in _pictures(known, point)}
    notes: dict[str, list[str]] = {}

    @app.before_request
    def only_here() -> None:
        given = str((request.view_args or {}).get("given", "")).encode()
        # A page of another site that resolves its own name to this machine is not welcome either.
        if request.host.rpartition(":")[0] not in (HOST, "localhost") or not secrets.compare_digest(
            given, token.encode()
        ):
            abort(404)

    @app.after_request
    def discreet(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @app.get("/<given>/")
    def page(given: str) -> str:
        answers = point_answers(known.executed, read_journal(known.place, known.id), fingerprint)
        return render_template(
            "answering.html",
            campaign=known.id,
            person=person,
            token=given,
            points=[(point, answers.get(point.id), _pictures(known, point)) for point in points],
            statuses=list(KEYS.values()),
            classes=list(ANOMALY_CLASSES.values()),
            notes=notes,
        )

    @app.post("/<given>/<point_id>")
    def answer(given: str, point_id: str) -> BaseResponse:
        point = asked.get(point_id)
        status = request.form.get("resultat", "")
        text = request.form.get("observations", "").replace("\r\n", "\n").strip()
        anomaly_class = request.form.get("classe", "")
        if point is None or status not in [str(each) for each in KEYS.values()]:
            abort(404)
        if anomaly_class and anomaly_class not in ANOMALY_CLASSES.values():
            abort(404)
        if not text and status != Status.CONFORM:
            notes[point_id] = ["Rien n’a été enregistré : dites pourquoi, dans les observations."]
        else:
            done = record(
                known,
                point,
                Status(status),
                text,
                person=person,
                fingerprint=fingerprint,
                source="page locale",
                anomaly_class=anomaly_class if status == Status.NOT_CONFORM else "",
            )
            notes[point_id] = ["Enregistré.", *changed(done, person)]
        return redirect(f"/{given}/#{point_id}", code=303)

    @app.get("/<given>/images/<path:name>")
    def picture(given: str, name: str) -> Response:  # noqa: ARG001  (checked before)
        proof = pictures.get(name)
        if proof is None or known.recette is None:
            abort(404)
        file = (known.recette / proof.path).resolve()
        if not file.is_relative_to(known.recette.resolve()) or not file.is_file():
            abort(404)
        return send_file(file)

    return app


def _pictures(known: Known, point: Point) -> list[Evidence]:
    """The pictures of a point; for one that has none, those of its part, taken by the suite."""
    results = {result.point_id: result for result in known.executed.results}
    own = [proof for proof in (results[point.id].evidence if point.id in results else ()) if _shown(proof)]
    if own:
        return own
    return [
        proof
        for other in known.executed.points
        if other.part == point.part and other.id in results
        for proof in results[other.id].evidence
        if _shown(proof)
    ]


def _shown(proof: Evidence) -> bool:
    return Path(proof.path).suffix.lower() in (".png", ".jpg", ".jpeg")
