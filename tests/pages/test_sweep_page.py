"""The page of a sweep."""

from __future__ import annotations

import re
from dataclasses import replace

from gancompile.pages import SweepBuild, SweepRow, sweep_page

BUILD = SweepBuild(seed=0, state="finished", reason="", link="rate=1e-3,batch=8/seed-0/report.html")
ROW = SweepRow(
    name="rate=1e-3", settings=("1e-3", "<b>8</b>"), finished="1 of 2", numbers=(("2.0 ± 0.1", True), ("", False)),
    builds=(BUILD, replace(BUILD, seed=1, state="failed", reason="nan", link=None)), picture=None,
)  # fmt: skip


def test_the_table_links_to_the_reports() -> None:
    page = sweep_page("tiny", ["rate", "batch"], {"fid": "lower", "density": ""}, [ROW], ["a note & more"])
    assert re.findall('<a href="(.*?)">(.*?)</a>', page) == [("rate%3D1e-3%2Cbatch%3D8/seed-0/report.html", "seed 0")]
    assert "<strong>2.0 ± 0.1</strong>" in page
    assert '<span class="quiet">failed</span>' in page
    assert "(lower is better)" in page
    assert "&lt;b&gt;8&lt;/b&gt;" in page
    assert "a note &amp; more" in page
    assert "There is no picture of samples." in page
    assert not re.findall(r"""src=["'](?!data:)""", page)
