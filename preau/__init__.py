"""The command ``preau``: what neither Locust nor pytest does."""
