"""Files of other programs, in and out: converts between each file and the inputs of a recording."""
