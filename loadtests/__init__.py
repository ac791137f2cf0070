"""Who comes, when, and was it good enough."""
