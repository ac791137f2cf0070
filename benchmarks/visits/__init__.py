"""Real visits of the practice ENT, recorded once, to be sent again by any generator to a server that costs nothing."""
