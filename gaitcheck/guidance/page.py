"""The guidance table as Markdown, for ``docs/guidance.md`` and for the command line."""

from __future__ import annotations

from collections.abc import Iterable

from gaitcheck.guidance.model import Citation, Guideline, Source
from gaitcheck.guidance.table import advice, guidelines, smallest_changes, sources
from gaitcheck.metrics.registry import definition

_HEAD = """# Guidance

What measured running form is compared with. This page is generated from the files in `gaitcheck/guidance`;
`python -m gaitcheck.guidance.page` prints it. Grades say how well a measure is supported as mattering for load on
the front of the knee, and for pain. Limits marked *own judgement* are this tool's own and lean on the facts listed
under them; the others are printed in a source or computed from open data. No measure of form has been shown to
predict who will get hurt.
"""


def guidance_markdown() -> str:
    """The whole page."""
    parts = [_HEAD, "## Ranges\n", *(_row(row) for row in guidelines())]
    parts += ["## Smallest change within one runner\n", _changes()]
    parts += ["## What to try\n", *(_advice_lines())]
    parts += ["## Sources\n", "\n".join(_source(source) for source in sources().values()), ""]
    return "\n".join(parts)


def _limits(row: Guideline) -> str:
    if row.low is None and row.high is None:
        return "no cut-off"
    ends = ("" if end is None else f"{end:g}" for end in (row.low, row.high))
    low, high = ends
    text = f"{low} to {high}" if low and high else (f"up to {high}" if high else f"from {low}")
    return f"{text} {row.unit}"


def _depends(row: Guideline) -> str:
    parts = []
    if row.reference_speed_mps is not None:
        parts.append(f"at {row.reference_speed_mps:g} m/s; {row.low_per_mps:+g} {row.unit} per m/s")
    if row.reference_height_cm is not None:
        parts.append(f"at {row.reference_height_cm:g} cm; {row.per_height_cm:+g} {row.unit} per cm")
    return f" ({'; '.join(parts)})" if parts else ""


def _row(row: Guideline) -> str:
    look = [side for side in ("low", "high") if getattr(row, f"{side}_side") == "worth_a_look"]
    lines = [
        f"### {definition(row.metric).title} (`{row.id}`)\n",
        f"- {'Group means' if row.kind == 'means' else 'Range'}: {_limits(row)}{_depends(row)}",
        f"- Tier {row.tier}; {', '.join(row.views)}; {row.population}; "
        f"{row.speed_mps[0]:g} to {row.speed_mps[1]:g} m/s",
        f"- Basis: {row.basis}. {row.judgement}".rstrip(),
        f"- Evidence on load: {row.load_grade}; on pain: {row.pain_grade}",
        f"- Worth a look: {' and '.join(look) + ' side' if look else 'neither side'}",
        f"- Why: {row.why}",
        _facts(row.facts),
    ]
    return "\n".join(lines)


def _facts(facts: Iterable[Citation]) -> str:
    return "".join(f"    - {fact.text} [{fact.source}: {fact.locator}]\n" for fact in facts)


def _changes() -> str:
    head = "| measure | change | basis | why | source |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| {definition(name).title} (`{name}`) | {row.value:g} {row.unit} | {row.basis} | {row.why} | "
        f"{row.citation.source}: {row.citation.locator} |\n"
        for name, row in smallest_changes().items()
    )


def _advice_lines() -> list[str]:
    return [
        f"### {row.title}\n\n“{row.cue}” Evidence on load: {row.load_grade}; on pain: {row.pain_grade}.\n\n"
        + "".join(f"- {citation.source}: {citation.locator}\n" for citation in row.sources)
        for row in advice()
    ]


def _source(source: Source) -> str:
    licence = f" Licence: {source.licence}." if source.licence else ""
    return f"- **{source.key}**: {source.citation} <{source.link}> Read: {source.read}.{licence}"


if __name__ == "__main__":
    import sys

    sys.stdout.write(guidance_markdown())
