"""Who comes when: pure plans, without a clock and without Locust."""
