"""The totals of a walk: sums, recovery, pace at the same heart rate."""
