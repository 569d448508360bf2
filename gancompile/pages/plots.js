// Curves over the rounds: values at the cursor in the legend, drag to zoom, double click to see all, one cursor for all plots.
const HEIGHT = 260, COLORS = 8;
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const rounds = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 5 });
const shortNumber = (value) => {
  if (value === null || value === undefined) return "";
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e5 || size < 1e-3) ? value.toExponential(3).replace(/\.?0*e/, "e") : String(Number(value.toPrecision(4)));
};
const wholeSteps = Array.from({ length: 36 }, (_, index) => [1, 2, 5][index % 3] * 10 ** Math.floor(index / 3));
const plots = JSON.parse(document.getElementById("plots").textContent);
const drawn = [];

function values(plot) {
  return plot.columns.slice(1).flat().filter((value) => value !== null);
}

function hasLogScale(plot) {
  const all = values(plot);
  const low = all.reduce((a, b) => Math.min(a, b), Infinity), high = all.reduce((a, b) => Math.max(a, b), -Infinity);
  return low > 0 && high > 10 * low;
}

// The nearest round at which the curve has a value: two trainings need not be recorded at the same rounds.
function nearest(chart, curve, index) {
  const column = chart.data[curve];
  for (let distance = 0; curve > 0 && distance < column.length; distance++) {
    if (column[index - distance] != null) return index - distance;
    if (column[index + distance] != null) return index + distance;
  }
  return index;
}

function axis(space) {
  const line = { stroke: color("--line"), width: 1 };
  return { stroke: color("--quiet"), grid: line, ticks: line, font: "12px system-ui, sans-serif", ...space };
}

function options(plot, width) {
  const series = plot.names.map((name, index) => ({
    label: name,
    stroke: color(`--curve-${plot.colors[index] % COLORS}`),
    dash: plot.colors[index] >= COLORS ? [6, 4] : undefined,
    width: 1.5,
    spanGaps: true,
    value: (_, value) => (value === null || value === undefined ? "–" : shortNumber(value)),
  }));
  const showLast = (chart) => {
    if (chart.cursor.left === undefined || chart.cursor.left < 0) chart.setLegend({ idxs: chart.data.map((_, i) => nearest(chart, i, chart.data[0].length - 1)) }, false);
  };
  return {
    width,
    height: HEIGHT,
    scales: {
      x: { time: false, range: (_, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) },
      y: { distr: state.logarithmic[plot.title] ? 3 : 1 },
    },
    axes: [
      axis({ incrs: wholeSteps, values: (_, ticks) => ticks.map((one) => (one === null ? "" : rounds.format(one))) }),
      axis({ size: 62, values: (_, ticks) => ticks.map(shortNumber) }),
    ],
    series: [{ label: "round", value: (_, value) => (value === null || value === undefined ? "–" : value.toLocaleString("en")) }, ...series],
    cursor: { sync: { key: "rounds" }, dataIdx: nearest, points: { size: 7 } },
    legend: { markers: { fill: (chart, index) => chart.series[index].stroke(chart, index) } },
    hooks: { ready: [showLast], setCursor: [showLast] },
  };
}

function draw(plot, place) {
  place.chart?.destroy();
  place.chart = new uPlot(options(plot, place.clientWidth), plot.columns, place);
}

function addPlot(plot) {
  const section = document.createElement("section"), header = document.createElement("header");
  const title = document.createElement("h3"), place = document.createElement("div");
  section.className = "plot";
  title.textContent = plot.title;
  header.append(title);
  if (hasLogScale(plot)) {
    const label = document.createElement("label"), box = document.createElement("input");
    box.type = "checkbox";
    box.checked = Boolean(state.logarithmic[plot.title]);
    box.addEventListener("change", () => {
      state.logarithmic[plot.title] = box.checked;
      draw(plot, place);
    });
    label.append(box, " log scale");
    header.append(label);
  } else {
    delete state.logarithmic[plot.title];
  }
  section.append(header, place);
  document.getElementById("curves").append(section);
  draw(plot, place);
  drawn.push([plot, place]);
  new ResizeObserver(() => {
    if (place.clientWidth && place.clientWidth !== place.chart.width) place.chart.setSize({ width: place.clientWidth, height: HEIGHT });
  }).observe(place);
}

const isZoomed = () => drawn.some(([plot, place]) => {
  const { min, max } = place.chart.scales.x, column = plot.columns[0];
  return column.length > 1 && (min > column[0] || max < column[column.length - 1]);
});

if (document.getElementById("curves")) plots.forEach(addPlot);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(([plot, place]) => draw(plot, place)));
