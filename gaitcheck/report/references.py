"""Numbers for sources, in the order in which a report first names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gaitcheck.guidance.table import sources
from gaitcheck.report.content import SourceLine


@dataclass
class References:
    """Hands out reference numbers and lists them at the end; the one mutable helper of a report."""

    keys: list[str] = field(default_factory=list)

    def number(self, key: str) -> int:
        """The number of a source, new or known."""
        if key not in self.keys:
            self.keys.append(key)
        return self.keys.index(key) + 1

    def text(self, keys: Iterable[str]) -> str:
        """``1, 4, 5`` for several sources."""
        return ", ".join(str(n) for n in sorted({self.number(key) for key in keys}))

    def lines(self) -> tuple[SourceLine, ...]:
        """The list of sources."""
        rows = [sources()[key] for key in self.keys]
        return tuple(
            SourceLine(
                number=index,
                citation=row.citation + (f" Licence: {row.licence}." if row.licence else ""),
                link=row.link,
                read=row.read,
            )
            for index, row in enumerate(rows, start=1)
        )
