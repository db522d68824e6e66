"""A disk in memory, which may be full for a while."""

from coach.errors import StoreError, StoreProblem

FULL = StoreError(StoreProblem.RECORDING_STOPPED, detail="the disk is full")


class MemorySink(list):
    """Meets `coach.session.ports.RecordingSink`: the inputs in order; while it is `full`, the disk takes none."""

    def __init__(self, *, full=False):
        super().__init__()
        self.full = full
        self.trouble = None
        self.on_disk = 0
        self.flushes = 0
        self._changes = []

    def write(self, item):
        self.append(item)
        if self.trouble is None:
            self._put()

    def flush(self):
        self.flushes += 1
        self._put()

    def _put(self):
        if self.full and self.trouble is None:
            self.trouble = FULL
            self._changes.append(FULL)
        if not self.full:
            self.on_disk = len(self)
            if self.trouble is not None:
                self.trouble = None
                self._changes.append(None)

    def changes(self):
        told, self._changes = tuple(self._changes), []
        return told

    @property
    def unrecorded_from_s(self):
        return None if self.trouble is None else self[self.on_disk].at_s
