"""Removing from an ENT what runs have written there."""
