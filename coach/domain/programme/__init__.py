"""The six weeks: the plan, its progression by tolerance, and the walker's answers."""
