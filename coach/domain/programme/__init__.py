"""The six weeks: the plan, its progression by tolerance, and what the walker felt."""
