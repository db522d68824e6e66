"""FIT files as watches leave them, of walks at times of the test's own."""

from datetime import UTC, datetime, timedelta

from tests.support.fit_bytes import fit_file, seconds

MORNING = datetime(2026, 11, 23, 6, 31, 4, tzinfo=UTC)


def fit_walk(began=MORNING, minutes=20, *, bpm=124, every_s=5, has_rr=False, distance_m=None, shift=0):
    """A walk at one heart rate; `shift` makes another file of the same walk."""
    messages = [("file_id", {"type": 4, "manufacturer": 1 + shift})]
    count = round(minutes * 60 / every_s) + 1
    for number in range(count):
        values = {"timestamp": seconds(began + timedelta(seconds=number * every_s)), "heart_rate": bpm}
        if distance_m is not None:
            values["distance"] = round(distance_m * 100 * number / (count - 1))
        if has_rr:
            messages.append(("hrv", {"time": [round(60_000 / bpm)] * 5}))
        messages.append(("record", values))
    return fit_file(*messages)


def put(folder, name, data):
    """A file in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name
