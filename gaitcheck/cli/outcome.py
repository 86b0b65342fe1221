"""The one place where errors become sentences and exit codes."""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable
from typing import ParamSpec

import typer
from rich.console import Console

from gaitcheck.errors import GaitcheckError

P = ParamSpec("P")

#: Shells report a program that Ctrl-C ended with this code.
INTERRUPTED = 130


def _fail(message: str, code: int) -> typer.Exit:
    if "--debug" in sys.argv:
        traceback.print_exc()
    # A file name may hold line breaks and terminal codes; the message stays one harmless line.
    line = "".join(character if character.isprintable() else " " for character in message)
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"gaitcheck: {line}", markup=False)
    return typer.Exit(code)


def _while_stopping(error: BaseException) -> bool:
    """Whether an error came up while Ctrl-C was being handled: it can fall into the middle of a lock's own code."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__context__
    return cause is not None


def reported(command: Callable[P, None]) -> Callable[P, None]:
    """Wrap a command: any error ends as one sentence on stderr and the documented exit code."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except typer.Exit:
            raise
        except GaitcheckError as error:
            raise _fail(str(error), error.exit_code) from error
        except KeyboardInterrupt as error:
            raise _fail("stopped; nothing was written.", INTERRUPTED) from error
        except Exception as error:
            if _while_stopping(error):
                raise _fail("stopped; nothing was written.", INTERRUPTED) from error
            what = f"{type(error).__name__}: {error}"
            raise _fail(f"something unexpected went wrong ({what}); --debug shows details.", 1) from error

    return wrapped
