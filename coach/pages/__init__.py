"""The views that screens of any kind draw, and the services they call."""
