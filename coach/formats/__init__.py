"""Files of other programs, in and out: each file <-> the inputs of a recording."""
