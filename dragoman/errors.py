"""The errors Dragoman raises on purpose. Each message names the value, where it stood, and what to do next."""


class DragomanError(Exception):
    """Base of every error that a user can act on; the command line prints it as one line and exits with 1."""


class SourceError(DragomanError):
    """A report could not be taken in: a missing file, no text, an unknown encoding, a malformed line."""


class RuleError(DragomanError):
    """A row of a rule or knowledge file is malformed; the message names file and row."""


class RecordError(DragomanError):
    """A record failed its own check: an offset outside the text, a dangling id, an unknown value."""


class ModelError(DragomanError):
    """The model files are missing, damaged or of another version."""


class StoreError(DragomanError):
    """A store could not be opened, read or written."""


class MissingError(StoreError):
    """What is asked for by its number or key is not in the store."""


class CompareError(DragomanError):
    """Accounts could not be set side by side: there is one only, or the reports tell of no common contact."""
