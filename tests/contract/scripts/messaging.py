"""Messaging, user directory, notifications."""

from tests.contract.replay import Scene, Script

script = Script("messaging.jsonl")


@script.opening
def open_(scene: Scene) -> None:
    for role in ("teacher", "pupil", "parent", "director"):
        scene.people[role] = scene.account(role)
