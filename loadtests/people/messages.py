"""What the master and the workers tell each other, by Locust's own messages.

Within one process Locust delivers them on the spot, so that one process, several, and several hosts behave the same.
Between hosts they travel in clear, accounts included: injectors belong on a network of their own.
"""

from __future__ import annotations

# From a worker, where people live, to the master.
PLACE = "preau-place"  # {number, role, patient}: a place is free
RENOUNCE = "preau-renonce"  # {number}: it does not wait any more, nor takes who is on his way to it
GIVE_BACK = "preau-rendu"  # {number, login, failures, refused}: the account of a place is given back
SESSION = "preau-session"  # {login, opened}: a session with the ENT begins or ends
LOST = "preau-perdu"  # {reason}: a person has given up
PARCEL = "preau-mesures"  # {records, names, lag, cpu, sockets}: what has been measured for a second
TO_MASTER = (PLACE, RENOUNCE, GIVE_BACK, SESSION, LOST, PARCEL)

# From the master to the workers.
TERMS = "preau-essai"  # a run is about to start: what everybody must know of it
WELCOME = "preau-arrivee"  # {number, account, failures, due}: somebody for a place; no account when none is free
FREEZE = "preau-gel"  # {frozen}: everybody stops, or goes on
TO_WORKERS = (TERMS, WELCOME, FREEZE)
