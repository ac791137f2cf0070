"""How the faults of rights are seen: each function says whether the ENT is broken so."""

from __future__ import annotations

from collections.abc import Callable

from tests.practice_ent.faults.world import World


def _opens(path: str, role: str) -> Callable[[World], bool]:
    return lambda world: world.get(path, role).status_code == 200


def _closes(path: str, role: str) -> Callable[[World], bool]:
    return lambda world: world.get(path, role).status_code == 403


def _pupil_publishes(world: World) -> bool:
    """A pupil's form offers to publish."""
    return 'value="PUBLISHED"' in world.get("/blog/gestion/nouvel-article", "pupil").text


def _pupil_writes_to_all(world: World) -> bool:
    """A message to a classmate arrives without waiting."""
    school = world.school
    return bool(school.child.write(school.friend.id, subject="Salut").json()["status"] == "ACCEPTED")


def _pupil_manages_library(world: World) -> bool:
    library = world.library
    return library.pupil.upload(library.class_root, "note.txt", b"une note").status_code == 201


def _director_has_no_school(world: World) -> bool:
    return world.get("/api/1.0/groups.json", "director").json() == []


def _teacher_enters_elsewhere(world: World) -> bool:
    return len(world.get("/api/1.0/groups.json").json()) > 1


def _private_file_is_read(world: World) -> bool:
    """A pupil reads a classmate's private file by its id."""
    library = world.library
    media = library.pupil.stored(library.pupil.root)
    return library.classmate.get(f"media/{media['id']}").status_code == 200


def _private_thread_is_read(world: World) -> bool:
    """Somebody else opens the conversation between a teacher and a parent."""
    school = world.school
    school.teacher.write(school.parent.id, subject="Privé")
    thread = school.parent.thread("Privé")
    return school.other_parent.mail("GET", f"conversations/{thread}").status_code == 200


PROOFS = {
    "rights-pupil-publishes": _pupil_publishes,
    "rights-pupil-manages-blog": _opens("/blog/gestion/categories", "pupil"),
    "rights-pupil-manages-library": _pupil_manages_library,
    "rights-pupil-moderates-messages": _opens("/api/1.0/messaging/folders/moderation.json", "pupil"),
    "rights-pupil-writes-to-all": _pupil_writes_to_all,
    "rights-parent-reads-management": _opens("/blog/gestion/", "parent"),
    "rights-parent-manages-class": lambda world: world.may("CLASSROOM_ACCESS_BACK", "parent"),
    "rights-teacher-cannot-publish": _closes("/blog/gestion/categories", "teacher"),
    "rights-teacher-cannot-moderate": _closes("/api/1.0/messaging/folders/moderation.json", "teacher"),
    "rights-pupil-without-library": _closes("/api/1.0/media-library/base-init.json", "pupil"),
    "rights-parent-without-messaging": _closes("/api/1.0/messaging/folders/inbox.json", "parent"),
    "rights-parent-without-blog": _closes("/blog/", "parent"),
    "rights-director-without-school": _director_has_no_school,
    "rights-other-classes-open": _teacher_enters_elsewhere,
    "rights-private-files-open": _private_file_is_read,
    "rights-private-threads-open": _private_thread_is_read,
}
