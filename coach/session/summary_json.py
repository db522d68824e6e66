"""Writes a walk's sums as a JSON object, for `--json` and the history: it knows nothing of what a session says."""

from coach.domain.totals.summary import SessionSummary

JsonObject = dict[str, object]


def summary_object(summary: SessionSummary) -> JsonObject:
    """Return the sums of a walk, as `--json` prints them and the history keeps them."""
    return {
        "elapsed_s": rounded(summary.elapsed_s, 1),
        "moving_s": rounded(summary.moving_s, 1),
        "z2_s": rounded(summary.z2_s, 1),
        "zone_s": None if summary.z2_s is None else _zone_seconds(summary),
        "believed_s": rounded(summary.believed_s, 1),
        "mean_bpm": rounded(summary.mean_bpm, 1),
        "max_bpm": rounded(summary.max_bpm, 1),
        "spikes": summary.excursions,
        "drift_pct": rounded(summary.cardiac_drift_pct, 1),
        "recovery_bpm": rounded(summary.recovery_bpm, 1),
        "cues": dict(summary.cues),
        "dropouts": {"count": summary.dropouts.count, "seconds": rounded(summary.dropouts.seconds, 1)},
        "readings": summary.readings,
        "rejected": summary.rejected,
        "distance_m": rounded(summary.distance_m, 0),
    }


def _zone_seconds(summary: SessionSummary) -> JsonObject:
    return {str(zone): rounded(seconds, 1) for zone, seconds in enumerate(summary.zone_s)}


def rounded(number: float | None, digits: int) -> float | None:
    """Return a number with so many decimals; None stays "not known"."""
    return None if number is None else round(number, digits)
