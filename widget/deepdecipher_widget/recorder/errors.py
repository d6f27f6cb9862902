"""Everything that recording can raise besides `TypeError`, `ValueError` (an argument is wrong) and `OSError`."""


class RecordError(Exception):
    """Recording cannot go on; the message says what was asked, what was found and what to do."""


class UnknownHookError(RecordError):
    """The model has no hook of the name asked for."""


class CheckpointError(RecordError):
    """The checkpoint beside the output belongs to another recording, or cannot be read."""


class NoTokensError(RecordError):
    """The texts hold no token to record."""


class ActivationError(RecordError):
    """The model gave an activation that is not a number or not finite, or of an unexpected shape."""
