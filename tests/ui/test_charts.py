"""Charts tell the truth: heights follow values, from zero, and nothing hidden shows through."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.ui.charts import Point, Series, bars, columns, lines
from entremise.ui.charts.measure import width_of, wrapped
from entremise.ui.charts.scales import Scale, ticks
from entremise.ui.components import Chart, Hidden
from entremise.ui.examples import evenings, months, registers
from entremise.ui.palette import palette

SVG = "{http://www.w3.org/2000/svg}"
amounts = st.integers(1, 10_000_000)


def _shapes(svg: str, colour: str) -> list[str]:
    """The outlines filled with a colour of the theme, the key left out."""
    root = ElementTree.fromstring(svg)
    found = [path for path in root.iter(f"{SVG}path") if path.get("fill") == f"var(--ent-{colour})"]
    return [path.get("d", "") for path in found]


def _height(outline: str) -> float:
    """From the foot of a column to its top: the corner's rounding included."""
    foot, shoulder, rounding = re.match(r"M[\d.]+ ([\d.]+)V([\d.]+)q0 -([\d.]+)", outline).groups()  # type: ignore[union-attr]
    return float(foot) - float(shoulder) + float(rounding)


def _texts(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@given(st.lists(amounts, min_size=2, max_size=12))
def test_columns_are_as_tall_as_their_values(values: list[int]) -> None:
    chart = columns([Point(str(n), value) for n, value in enumerate(values)], title="Titre")
    heights = [_height(outline) for outline in _shapes(chart.svg, "action")]
    drawn = [value for value in values if value / max(values) > 0.02]
    tall = [height for height, value in zip(heights, values, strict=True) if value in drawn]
    for height, value in zip(tall, drawn, strict=True):
        assert height / max(heights) == pytest.approx(value / max(values), abs=0.002)


@given(st.lists(amounts, min_size=2, max_size=8))
def test_bars_are_as_long_as_their_values(values: list[int]) -> None:
    chart = bars([Point(str(n), value) for n, value in enumerate(values)], title="Titre")
    ends = []
    for outline in _shapes(chart.svg, "action"):
        left, shoulder, rounding = re.match(r"M([\d.]+) [\d.]+H([\d.]+)q([\d.]+)", outline).groups()  # type: ignore[union-attr]
        ends.append(float(shoulder) + float(rounding) - float(left))
    for length, value in zip(ends, values, strict=True):
        assert length / max(ends) == pytest.approx(value / max(values), abs=0.006)


@given(st.floats(1e-6, 1e12))
def test_steps_start_at_zero_are_even_and_cover_the_greatest(top: float) -> None:
    steps = ticks(top)
    assert steps[0] == 0
    assert steps[-1] >= top * (1 - 1e-9)
    assert 2 <= len(steps) <= 7
    gaps = [after - before for before, after in zip(steps, steps[1:], strict=False)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps))


@given(st.integers(0, 1000))
def test_things_one_counts_are_never_cut(top: int) -> None:
    assert all(step == int(step) for step in ticks(top, whole=True))


@given(st.floats(0, 100))
def test_a_scale_is_straight(value: float) -> None:
    assert Scale(100, 200, 50).at(value) == pytest.approx(200 - 1.5 * value)


@pytest.mark.parametrize("draw", [columns, bars])
def test_a_suppressed_value_leaves_no_trace(draw: type[Chart]) -> None:
    """Neither the number, nor its height, nor its place in the description."""
    others = [Point("mars", 40, 30), Point("avril", 20, 10)]
    hidden = {"state": "suppressed", "previous_state": "suppressed"}
    one, other = (
        draw([*others, Point("mai", value, value, **hidden)], title="Titre") for value in (4, 4_000)
    )
    assert (one.svg, one.svg_narrow, one.svg_for_print) == (
        other.svg,
        other.svg_narrow,
        other.svg_for_print,
    )
    assert any(text.startswith("<") and text.endswith("5") for text in _texts(one.svg))
    row = one.table.rows[-1]
    assert isinstance(row["value"], Hidden)
    assert isinstance(row["previous"], Hidden)


def test_a_missing_month_is_hatched_and_a_month_to_come_is_left_blank() -> None:
    def strokes(state: str) -> int:
        chart = columns([Point("mars", 40), Point("avril", None, state=state)], title="Titre")  # type: ignore[arg-type]
        return chart.svg.count(palette_edge)

    palette_edge = 'stroke="var(--ent-edge)"'
    assert strokes("missing") == strokes("known") + 1


@pytest.mark.parametrize("chart", [months(), registers(), evenings()], ids=lambda c: c.title[:12])
def test_drawings_are_fit_for_the_page_and_for_paper(chart: Chart) -> None:
    for svg in (chart.svg, chart.svg_narrow, chart.svg_for_print):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert chart.title in root.get("aria-label", "")
        assert "style=" not in svg
        assert " id=" not in svg
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', chart.svg)) - {"none"}
    assert colours <= {f"var(--ent-{name})" for name in palette()}
    printed = set(re.findall(r'(?:fill|stroke)="([^"]+)"', chart.svg_for_print)) - {"none"}
    assert printed <= {pair.light for pair in palette().values()}
    assert chart.svg_narrow != chart.svg


@pytest.mark.parametrize("chart", [months(), registers(), evenings()], ids=lambda c: c.title[:12])
def test_nothing_is_drawn_outside_the_sheet(chart: Chart) -> None:
    for svg in (chart.svg, chart.svg_narrow):
        root = ElementTree.fromstring(svg)
        width, height = map(float, root.get("viewBox", "").split()[2:])
        for text in root.iter(f"{SVG}text"):
            wide = width_of(text.text or "", float(text.get("font-size", 0)))
            x, y = float(text.get("x", 0)), float(text.get("y", 0))
            shift = {"end": wide, "middle": wide / 2}.get(text.get("text-anchor", ""), 0)
            assert x - shift >= -1
            assert x - shift + wide <= width + 1, text.text
            assert 0 <= y <= height


def test_labels_are_cut_between_words() -> None:
    label = "Lever les incompréhensions entre les personnes et les institutions"
    cut = wrapped(label, 14, 150)
    assert " ".join(cut) == label
    assert all(width_of(line, 14) <= 150 for line in cut)
    assert len(cut) > 1


def test_the_table_says_what_the_drawing_says() -> None:
    chart = months()
    assert [row["label"] for row in chart.table.rows][:2] == ["janv.", "févr."]
    assert [row["value"] for row in chart.table.rows][:2] == [412, 388]
    assert [column.label for column in chart.table.columns] == ["Mois", "2026", "2025"]


def test_labels_are_escaped() -> None:
    chart = bars([Point("<b>&", 2)], title='"Titre"')
    assert _texts(chart.svg)[0] == "<b>&"


@pytest.mark.parametrize("values", [[], [None, None]])
def test_nothing_to_draw_is_drawn(values: list[None]) -> None:
    points = [Point(str(n), value) for n, value in enumerate(values)]
    for chart in (
        columns(points, title="T"),
        bars(points, title="T"),
        lines([Series("A", values)], ["x"] * len(values), title="T"),
    ):
        assert "Aucune valeur" in ElementTree.fromstring(chart.svg).get("aria-label", "")
