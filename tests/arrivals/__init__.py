"""The plans of arrivals, without clock or network."""
