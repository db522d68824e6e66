"""How long the parts of a link may take. How long it may be silent is in `silence`: each device teaches it."""

import msgspec


class LinkLimits(msgspec.Struct, frozen=True):
    """How long things may take, seconds."""

    connect_s: float = 20.0
    """What others found to work for each attempt; slow adapters need 10 s."""
    call_s: float = 8.0
    """A subscription or a read takes well under a second."""
    close_s: float = 3.0
    """Disconnecting takes a second or two; a stack that needs longer hangs, and disconnects when it can."""
    end_s: float = 4.0
    """A little more than `close_s`: ending a walk waits no longer for the stack."""
    choose_after_s: float = 10.0
    """A strap advertises at least every ten seconds; after that others are worth offering."""
    scan_s: float = 8.0
    """Restart the scan after this long: one during which Bluetooth was switched off and on again stays deaf."""
    share_s: float = 2.0
    """How long a search scans that gives way to a waiting one: enough for a worn sensor, short for the heart's."""
    still_there_s: float = 3.0
    """A device heard this long before a scan began is still there: stacks report a device once a scan, and late."""
    look_around_s: float = 4.0
    """How long to listen for the devices in range: a worn strap advertises once a second or oftener."""
    watch_every_s: float = 0.5
    nothing_to_give_s: float = 30.0
    """A device without the characteristic will hardly grow one; leave it alone this long."""
