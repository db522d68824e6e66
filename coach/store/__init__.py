"""Recordings and the history of walks, on disk."""
