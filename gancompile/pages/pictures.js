// Pictures of samples: whole-number enlargement in pixels of the screen, labels of columns, and a slider over time.
function fit(figure) {
  const ratio = devicePixelRatio || 1;
  const tallest = 0.75 * innerHeight;
  let shown = 0;
  for (const image of figure.querySelectorAll("img")) {
    const width = Number(image.getAttribute("width")), height = Number(image.getAttribute("height"));
    const fits = Math.floor(Math.min(figure.clientWidth / width, Math.max(tallest / height, 1)) * ratio);
    const factor = image.dataset.grid ? fits / ratio : Math.min(1, figure.clientWidth / width);
    // What is wider than the page is made smaller, which no whole number can do.
    const displayed = factor > 0 ? width * factor : figure.clientWidth;
    image.style.width = `${displayed}px`;
    image.style.height = `${displayed * height / width}px`;
    image.style.imageRendering = image.dataset.grid && factor > 0 ? "pixelated" : "auto";
    if (!image.hidden) shown = displayed;
  }
  const labels = figure.querySelector(".labels");
  if (labels) {
    labels.style.width = `${shown}px`;
    labels.classList.remove("upright");
    labels.classList.toggle("upright", [...labels.children].some((one) => one.scrollWidth > one.clientWidth));
  }
}

function showTime(figure, index) {
  const images = [...figure.querySelectorAll("img")];
  images.forEach((image, number) => { image.hidden = number !== index; });
  figure.querySelector(".round").textContent = Number(images[index].dataset.round).toLocaleString("en");
  figure.querySelector("input").value = index;
  state.time = index === images.length - 1 ? null : index;
  fit(figure);
}

function playTime(figure, button) {
  const input = figure.querySelector("input");
  if (figure.timer) {
    clearInterval(figure.timer);
    figure.timer = null;
    button.textContent = "play";
    return;
  }
  button.textContent = "pause";
  if (Number(input.value) === Number(input.max)) showTime(figure, 0);
  figure.timer = setInterval(() => {
    const next = Number(input.value) + 1;
    if (next <= Number(input.max)) showTime(figure, next);
    if (next >= Number(input.max)) playTime(figure, button);
  }, 400);
}

for (const figure of document.querySelectorAll("figure.samples")) {
  new ResizeObserver(() => fit(figure)).observe(figure);
  const input = figure.querySelector("input");
  if (!input) continue;
  input.addEventListener("input", () => showTime(figure, Number(input.value)));
  const button = figure.querySelector("button");
  button.addEventListener("click", () => playTime(figure, button));
  showTime(figure, Math.min(state.time ?? Number(input.max), Number(input.max)));
}
// uPlot reports a change of the screen's resolution, which need not resize anything.
for (const change of ["resize", "dppxchange"]) {
  addEventListener(change, () => document.querySelectorAll("figure.samples").forEach(fit));
}
