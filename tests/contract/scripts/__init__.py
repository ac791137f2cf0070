"""How the recorded visits of each area are played again."""

from tests.contract.replay import Script
from tests.contract.scripts import activities, blog, home, media_library, messaging, session

SCRIPTS: dict[str, Script] = {
    "session": session.script,
    "blog": blog.script,
    "media_library": media_library.script,
    "messaging": messaging.script,
    "home": home.script,
    "activities": activities.script,
}
