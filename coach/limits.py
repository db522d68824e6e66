"""The limits of what comes from outside, in one place: whatever exceeds one of them is named, and left out."""

MOST_PROFILE_BYTES = 64 * 1024
"""A profile with every setting and a comment to each has under 4 kB; parsing takes seconds a megabyte."""

MOST_WALK_BYTES = 256 * 1024 * 1024
"""A day of heartbeats is about 10 MB; a file this large is something else."""

MOST_FIT_BYTES = 64 * 1024 * 1024
"""Three hours with every sensor take under 1 MB; a larger file would only waste memory."""

MOST_HELD_BYTES = 16 * 1024 * 1024
"""Inputs in memory take nine times their lines: those of a recording over a day's are parsed anew at each use."""

MOST_LOOK_BYTES = 64 * 1024 * 1024
"""What is kept to show a walk: a week of readings, the longest possible recording, has 10 MB."""

MOST_ANSWERS_BYTES = 1024 * 1024
"""A long note has some hundred bytes, and six weeks have six answers about daily life."""

LONGEST_LINE_BYTES = 1024 * 1024
"""A notification's line has about a hundred bytes, and a note as many as the walker types."""

DEEPEST = 32
"""Levels of JSON in a line; a session's plan has five. Python itself fails at some hundreds."""

MOST_FLAWS = 100
"""So many faults of one file are named one by one; the others are counted."""

LATEST_S = 7 * 24 * 3600.0
"""A week. No session lasts that long, and one wrong time beyond it would shift every later input."""

EARLIEST_YEAR, LATEST_YEAR = 2000, 2199
"""Walks and programmes begin in these years: near the ends of the calendar a zone or a walk's length leads out of it,
and a programme is judged week by week from its beginning."""
