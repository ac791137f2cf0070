"""Homes, class management, profile, directory, notifications, administration, change of year."""

from tests.contract.replay import Scene, Script

script = Script(
    "platform-features.jsonl",
    visits={
        "class home, every role",
        "teacher manages the class",
        "school and group",
        "profile",
        "notifications",
        "directory",
        "users and groups API",
        "administration and legal pages",
        "change of school year",
    },
)


@script.opening
def open_(scene: Scene) -> None:
    for role in ("teacher", "pupil", "parent", "director"):
        scene.people[role] = scene.account(role)
