"""What a view has running, by name: at most one of each, all ended together."""

from __future__ import annotations

from wall.views.services import Subscription


class Running:
    """Named subscriptions of one view. Starting a name again ends the one before."""

    def __init__(self) -> None:
        self._running: dict[str, Subscription] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._running

    def start(self, name: str, subscription: Subscription) -> None:
        self.stop(name)
        self._running[name] = subscription

    def stop(self, *names: str) -> None:
        for name in names:
            subscription = self._running.pop(name, None)
            if subscription is not None:
                subscription.end()

    def stop_all(self) -> None:
        self.stop(*list(self._running))
