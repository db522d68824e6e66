"""The limits of what comes from outside, in one place: whatever exceeds one of them is named, and left out."""

MOST_PROFILE_BYTES = 64 * 1024
"""A profile with every setting and a comment to each has under 4 kB; parsing takes seconds a megabyte."""

MOST_WALK_BYTES = 48 * 1024 * 1024
"""A week of a line a second, the longest that a recording lasts, has about 30 MB, and parsing takes half a second a
megabyte."""

MOST_LINES = 1_500_000
"""Of a recording: a week of two sensors, a line a second each. Many more may be blank, and take minutes to pass."""

HEAD_BYTES = 4096
"""How much of a file a reader gets to recognise it: tables may begin with lines about the walker and the device."""

MOST_FIT_BYTES = 16 * 1024 * 1024
"""Three hours with every sensor take under 1 MB, and reading takes two seconds a megabyte."""

MOST_TEXT_BYTES = 64 * 1024 * 1024
"""A day of trackpoints in XML, one a second, has 40 MB; a table or a list of intervals has less."""

MOST_EXPORT_BYTES = 16 * 1024 * 1024 * 1024
"""All that a phone has gathered in ten years; it is read as a stream."""

LONGEST_TAG_BYTES = 16 * 1024
"""A heart rate in such an export has some 500 bytes, most of them about the device."""

MOST_HEART_RATES = 8_000_000
"""In such an export; three million are ten years of a watch, and each takes eight bytes of memory."""

MOST_WORKOUTS = 20_000
"""Walks in such an export; one every day for fifty years."""

MOST_UNPACKED_TIMES = 200
"""Recordings in XML pack to a thirtieth; what unpacks to more than this many times its bytes is a bomb."""

UNPACKED_FREELY_BYTES = 16 * 1024 * 1024
"""So much is no bomb, however small it was: the beginning of a file may be blanks."""

MOST_INNER_ZIP_BYTES = 128 * 1024 * 1024
"""A zip file packed in another one is held in memory, as it must be read from its end."""

MOST_MEMBERS = 50_000
"""Files in an archive: ten years of several activities a day, with their photographs."""

MOST_POINTS = 300_000
"""Records of one walk: three days of one a second, or over a day of every beat. Each takes some hundred bytes."""

MOST_WALKS = 2000
"""Walks in one file: programs that write all of them into one have one a day for five years."""

HIGHEST_BPM = 254
"""No heart beats so fast, and a device's own mark for "no heart rate" is 255 or 65535. Lower ones stay, down to 0:
Coach's own belief judges them, as it judges a strap's."""

SHORTEST_RR_S, LONGEST_RR_S = 0.1, 5.0
"""Shorter is no beat, and longer is a pause of the device; an empty field of FIT reads 65.535 s."""

FASTEST_MPS = 60.0
"""More than the descent of a road race; a faster speed is a leap of the satellites."""

FARTHEST_M = 2_000_000.0
"""Nobody walks or rides so far in a week."""

MOST_HELD_BYTES = 16 * 1024 * 1024
"""Inputs in memory take nine times their lines: those of a recording over a day's are parsed anew at each use."""

MOST_LOOK_BYTES = 64 * 1024 * 1024
"""What is kept to show a walk: a week of readings, the longest possible recording, has 10 MB."""

MOST_ANSWERS_BYTES = 1024 * 1024
"""A long note has some hundred bytes, and six weeks have six answers about daily life."""

MOST_IMPORTS_BYTES = 16 * 1024 * 1024
"""An imported recording of ours has some 200 bytes in the list of imports: a lifetime has 80,000 walks."""

LONGEST_LINE_BYTES = 1024 * 1024
"""A notification's line has about a hundred bytes, and a note as many as the walker types."""

DEEPEST = 32
"""Levels of JSON in a line; a session's plan has five. Python itself fails at some hundreds."""

DEEPEST_XML = 64
"""Elements within elements; a trackpoint's extension is the tenth level. The parser keeps every open one."""

LONGEST_XML_PIECE = 1024 * 1024
"""Bytes without a tag: the longest text of a recording is its note, and the parser keeps a piece until it is whole."""

MOST_XML_NAMES = 10_000
"""Different names of elements and attributes; a phone's export has under a hundred, and the parser keeps them all."""

MOST_XML_DECLARATIONS = 500
"""Attributes that a document type declares: a phone's export has 150, and each costs time at every element."""

MOST_FLAWS = 100
"""So many faults of one file are named one by one; the others are counted."""

LATEST_S = 7 * 24 * 3600.0
"""A week. No session lasts that long, and one wrong time beyond it would shift every later input."""

EARLIEST_YEAR, LATEST_YEAR = 2000, 2199
"""Walks and programmes begin in these years: near the ends of the calendar a zone or a walk's length leads out of it,
and a programme is judged week by week from its beginning."""
