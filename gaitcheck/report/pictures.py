"""Charts as files: SVG for the page, PDF for the printed report, both without a browser or a network."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import altair as alt
import vl_convert

from gaitcheck.report.charts import spec_of


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart ready for both reports.

    Parameters
    ----------
    svg
        For the page.
    pdf
        For the printed report.
    alt_text
        What the picture shows, for readers who do not see it.
    """

    svg: str
    pdf: bytes
    alt_text: str

    @property
    def data_uri(self) -> str:
        """The SVG as an address that loads nothing. Inside ``img`` an SVG can run no script."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode()


def picture(chart: alt.LayerChart, alt_text: str) -> Picture:
    """Render a chart."""
    version = alt.SCHEMA_VERSION.removeprefix("v").rsplit(".", 1)[0]
    svg = vl_convert.vegalite_to_svg(spec_of(chart), vl_version=version, allowed_base_urls=[])
    return Picture(svg=svg, pdf=vl_convert.svg_to_pdf(svg), alt_text=alt_text)
