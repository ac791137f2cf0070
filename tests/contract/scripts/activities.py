"""Calendar, homework, liaison book, statistics, mini-site."""

from tests.contract.replay import Scene, Script

script = Script("platform-features.jsonl", visits={"calendar", "homework", "liaison book", "statistics", "mini-site"})


@script.opening
def open_(scene: Scene) -> None:
    for role in ("teacher", "pupil", "parent", "director"):
        scene.people[role] = scene.account(role)
