"""How the program ends: its exit codes.

A session that a signal ended exits with 128 + its number, as a shell says it: 130 for SIGINT (control-C), 143 for
SIGTERM, 129 for SIGHUP (the terminal was closed).
"""

EXIT_DONE, EXIT_COULD_NOT, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130
