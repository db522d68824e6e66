"""Turns what a strap sends into a believed heart rate with its uncertainty."""
