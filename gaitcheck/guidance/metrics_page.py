"""Every metric's definition, unit, error and guidance as Markdown: ``docs/metrics.md``."""

from __future__ import annotations

from gaitcheck.guidance.model import Guideline
from gaitcheck.guidance.table import guidelines
from gaitcheck.metrics.interval import measurement_errors
from gaitcheck.metrics.registry import MetricDefinition, definitions

_HEAD = """# Metrics

Generated from the registry (`gaitcheck/metrics/definitions.toml`), the error table
(`gaitcheck/metrics/measurement_error.toml`) and the guidance (`gaitcheck/guidance`) by
`python -m gaitcheck.guidance.metrics_page`; a test keeps this page in step.

Side views: x points where the runner faces, y up. Angles are in degrees. The measurement error is the standard
deviation of one clip's systematic error, which more strides do not average out; a stated 95 % interval is 1.96 times
that, together with the spread between strides. Tier A is compared with guidance, B is shown beside a reference, C is
shown in the tables only.
"""


def _error(row: MetricDefinition) -> str:
    error = measurement_errors().get(row.name)
    if error is None:
        return "derived from other metrics, or not assessed by this version"
    if not row.per_side:
        return f"{error.near:g} {row.unit}"
    return f"{error.near:g} {row.unit} near leg, {error.far:g} {row.unit} far leg"


def _compared(rows: list[Guideline]) -> str:
    return ", ".join(f"[`{row.id}`](guidance.md)" for row in rows) or "none"


def _section(row: MetricDefinition) -> str:
    rows = [guideline for guideline in guidelines() if guideline.metric == row.name]
    return "\n".join(
        [
            f"## {row.title} (`{row.name}`)\n",
            row.definition,
            "",
            f"- Unit: {row.unit}; {'each leg' if row.per_side else 'both legs together'}; tier {row.tier}",
            f"- Views: {', '.join(row.views)}",
            f"- Measurement error (1 SD): {_error(row)}",
            f"- Guidance: {_compared(rows)}",
            "",
        ]
    )


def metrics_markdown() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_section(row) for row in definitions().values())])


if __name__ == "__main__":
    print(metrics_markdown(), end="")  # noqa: T201
