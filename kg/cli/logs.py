"""How logs are shown: as lines in which other people's texts command nothing."""

from __future__ import annotations

import logging

from kg.outlets import for_line, for_terminal


class Sober(logging.Formatter):
    """Makes lines of a record, in which other people's texts command nothing."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines."""
        return for_terminal(super().format(record))


class Brief(logging.Formatter):
    """Makes one line of a record: what went wrong, and not where in the code it was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        record.message = record.getMessage().partition("\n")[0]
        error = record.exc_info[1] if record.exc_info else None
        said = self.formatMessage(record)
        return for_line(f"{said}: {error}" if error is not None and str(error) else said)
