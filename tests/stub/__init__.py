"""A stub of known capacity: ``c`` servers, a service time of a known law, accidents at will, and the truth in a log."""
