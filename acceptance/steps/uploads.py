"""Steps about files that must do no harm: infected ones, and those that a server could run."""

from __future__ import annotations

from pytest_bdd import then, when

from acceptance.made import MARK, CleanUp, token
from acceptance.probes.http import Reply
from acceptance.probes.library import Library
from acceptance.probes.people import Probe
from acceptance.steps.words import sentence

# The harmless file that every anti-virus must refuse; cut in two, or that of this machine would refuse this source.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"
HARMFUL = {
    "script.php": b"<?php echo 'execute-' . (6*7); ?>",
    "page.html": b"<html><script>document.title='execute'</script></html>",
    "image.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "programme.phtml": b"<?php phpinfo(); ?>",
}
_RUN_BY_BROWSERS = ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml")


@when(sentence("{who} dépose le fichier d’essai EICAR dans ses documents"), target_fixture="infected")
def deposit_infected(probe: Probe, cleanup: CleanUp, who: str) -> tuple[Library, Reply]:
    library = Library(probe.caller(who))
    cleanup.later("le fichier d’essai EICAR", library.remove_made)
    return library, library.deposit(library.own_folder(), f"{MARK} eicar {token()}.com", EICAR)


@then("le dépôt est refusé et rien n’est gardé")
def infected_refused(infected: tuple[Library, Reply]) -> None:
    library, reply = infected
    assert reply.status == 400, f"la réponse est {reply.status} : le fichier infecté est accepté"
    assert not library.made, "le fichier infecté est dans la médiathèque"


@when(sentence("{who} dépose des fichiers qu’un serveur pourrait exécuter"), target_fixture="served")
def deposit_harmful(probe: Probe, cleanup: CleanUp, who: str) -> dict[str, tuple[bytes, Reply]]:
    """How each file that was taken is served back."""
    library = Library(probe.caller(who))
    cleanup.later("les fichiers exécutables", library.remove_made)
    served = {}
    for name, content in HARMFUL.items():
        before = len(library.made)
        reply = library.deposit(library.own_folder(), f"{MARK} {token()} {name}", content, "text/html")
        if reply.status == 201 and len(library.made) > before:
            served[name] = (content, library.download(library.made[-1]))
    return served


@then("chacun est rendu tel quel, sans être exécuté ni par le serveur ni par le navigateur")
def served_as_is(served: dict[str, tuple[bytes, Reply]]) -> None:
    for name, (content, reply) in served.items():
        assert reply.status == 200, f"{name} : réponse {reply.status}"
        assert reply.body == content, f"{name} : le serveur ne rend pas ce qui a été déposé, il l’a peut-être exécuté"
        kind = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        kept = "attachment" in reply.headers.get("Content-Disposition", "").lower()
        assert kept or kind not in _RUN_BY_BROWSERS, f"{name} : servi comme {kind}, le navigateur l’exécuterait"
