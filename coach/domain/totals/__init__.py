"""What a walk came to: sums, recovery, pace at the same heart rate."""
