"""Everything that asking for data raises. "Not there" (404) is no error: see `reply.Absent`."""

from __future__ import annotations


class DeepDecipherError(Exception):
    """Base of this package's errors. `request` is the address or path that was asked for."""

    def __init__(self, message: str, request: str) -> None:
        super().__init__(message)
        self.request = request

    def _render_traceback_(self) -> list[str]:
        """What IPython prints: the message tells the reader more than the frames of urllib do."""
        return [f"{type(self).__name__}: {self}"]


class ApiUnreachableError(DeepDecipherError):
    """No answer came: connection refused, name unknown, reset or timed out. `__cause__` says which."""

    def __init__(self, request: str, reason: str) -> None:
        super().__init__(
            f"The DeepDecipher API does not answer at {request} ({reason}). "
            "Is it running (`deepdecipher serve FILE`), and is the address right?",
            request,
        )
        self.reason = reason


class ApiStatusError(DeepDecipherError):
    """The API answered with a status that is neither success, nor 304, nor 404. `detail` is its own word for it."""

    def __init__(self, request: str, status: int, detail: str) -> None:
        super().__init__(
            f"The DeepDecipher API answered {status} for {request}{f': {detail}' if detail else ''}", request
        )
        self.status = status
        self.detail = detail


class InvalidReplyError(DeepDecipherError):
    """The API answered, but not with what its contract says. `problem` says what is wrong, and where."""

    def __init__(self, request: str, problem: str) -> None:
        super().__init__(f"The answer for {request} is not what a DeepDecipher API sends: {problem}", request)
        self.problem = problem
