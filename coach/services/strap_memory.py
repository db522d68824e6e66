"""A strap that is chosen in the middle of a walk, where none is remembered, and kept once it has proven itself."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from coach.errors import CoachError
from coach.services.strap_proof import PROOF_BEATS, believable_bpm
from coach.session.inputs import LinkDown, LinkUp, Notification, SessionInput
from coach.session.ports import StrapLink
from coach.session.straps import StrapDetails, StrapId, StrapSeen

_LOG = logging.getLogger(__name__)


class RememberingStraps:
    """Implements `coach.session.ports.Source` and `StrapSwitch`: the walk's strap, whose change is remembered.

    It is remembered when its beats arrive, not at the key press: it may be a neighbour's. A later choice replaces it.

    Args:
        source: the strap of the walk.
        remember: keeps a strap; it may take long, and runs in a thread.
    """

    def __init__(self, source: StrapLink, remember: Callable[[StrapId], None]) -> None:
        self._source = source
        self._remember = remember
        self._chosen: StrapId | None = None
        self._beats: int | None = None
        """Beats in a row from the chosen strap; None while it is not connected."""
        self._keeping: set[asyncio.Task[None]] = set()

    def switch_to(self, device: StrapId) -> None:
        """Disconnect from the current strap and use this one."""
        self._chosen, self._beats = device, None
        self._source.switch_to(device)

    @property
    def details(self) -> StrapDetails:
        """Details of the strap that was connected last."""
        return self._source.details

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Devices heard lately, nearest first; also those that do not advertise as straps."""
        return await self._source.straps_in_range()

    async def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """Everything as it comes; closing this closes the link, and waits until a proven strap is kept."""
        try:
            async with aclosing(self._source.inputs()) as inputs:
                async for item in inputs:
                    self._look_at(item)
                    yield item
        finally:
            await asyncio.gather(*self._keeping)

    def _look_at(self, item: SessionInput) -> None:
        match item:
            case LinkUp(address=address) if self._chosen is not None and address == self._chosen.address:
                self._beats = 0
            case LinkUp() | LinkDown():
                self._beats = None
            case Notification(payload=payload) if self._beats is not None:
                self._beats = 0 if believable_bpm(payload) is None else self._beats + 1
                if self._beats == PROOF_BEATS and self._chosen is not None:
                    keeping = asyncio.create_task(self._keep(self._chosen))
                    self._keeping.add(keeping)
                    keeping.add_done_callback(self._keeping.discard)
                    self._chosen = self._beats = None
            case _:
                pass

    async def _keep(self, strap: StrapId) -> None:
        """Remember the strap; the walk does not need this, so a full or read-only disk does not end it."""
        try:
            await asyncio.to_thread(self._remember, strap)
        except (CoachError, OSError) as error:
            _LOG.warning("the strap %s could not be remembered: %s", strap.name, error)
