"""The screen: a function of the session snapshot."""
