"""The class of the tests of the homes serves here too."""

from tests.practice_ent.home.conftest import pupil, school, sound, teacher

__all__ = ["pupil", "school", "sound", "teacher"]
