// A generator on the visitor's own machine, or on the server that gave this page: seeds, classes, walks, a grid, images in and out.

import { between, draw } from "./draws.js";
import { ask, openModel } from "./engine.js";

const COUNTS = [1, 4, 9, 16, 36];
const WALK_SECONDS = 4;
const GAP = 1;

const of = (id) => document.getElementById(id);
const state = { model: null, engine: null, image: null, drawn: 0, busy: false, again: false };

function report(error) {
  of("problem").hidden = false;
  of("problem").textContent = `This does not work here: ${error.message ?? error}`;
}

async function begin() {
  const answer = await ask("model.json");
  state.model = await answer.json();
  if (!answer.ok) throw new Error(state.model.error);
  const { model } = state;
  document.title = model.name;
  of("name").textContent = model.name;
  of("about").textContent = `Version ${model.version}, after ${model.round.toLocaleString("en")} rounds.`;
  of("origin").textContent =
    model.engine === "onnx" ? "Everything is computed in this browser; nothing is sent anywhere." : "Computed by the server that gave this page.";
  for (const input of model.inputs) addCondition(input);
  const isDrawn = model.inputs.some((input) => input.distribution);
  of("seeds").hidden = of("count").hidden = of("walk").hidden = !isDrawn;
  if (isDrawn) addCounts();
  state.engine = await openModel(model);
  listen();
  await update();
}

// Controls

function addCondition(input) {
  if (input.distribution) return;
  if (input.shape.length === 3) {
    const [height, width] = input.shape;
    of("source").hidden = false;
    of("drop-help").textContent = `It is scaled to ${width} by ${height} pixels.`;
    return;
  }
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = input.label;
  set.append(legend);
  set.append(input.dtype.startsWith("int") ? classSelect(input) : numbers(input));
  of("conditions").append(set);
}

function classSelect(input) {
  const select = document.createElement("select");
  select.id = `input-${input.name}`;
  select.setAttribute("aria-label", input.label);
  for (let i = 0; i < (input.classes ?? 1); i += 1) select.append(new Option(input.class_names?.[i] ?? String(i), String(i)));
  if (of("seeds").hidden === false || state.model.inputs.some((one) => one.distribution)) select.append(new Option("each in turn", "turn"));
  return select;
}

/** Attributes as boxes to tick, other numbers as fields. */
function numbers(input) {
  const box = document.createElement("div");
  box.className = "chips";
  box.id = `input-${input.name}`;
  const count = input.shape.reduce((product, size) => product * size, 1);
  for (let i = 0; i < count; i += 1) {
    const label = document.createElement("label");
    const field = document.createElement("input");
    if (input.class_names?.length) {
      field.type = "checkbox";
      const name = document.createElement("span");
      name.textContent = input.class_names[i];
      label.append(field, name);
      box.append(label);
    } else {
      Object.assign(field, { type: "number", step: "any", value: "0" });
      field.setAttribute("aria-label", `${input.label} ${i + 1}`);
      field.style.cssText = "position: static; opacity: 1; width: 5rem; min-height: 2.5rem";
      box.append(field);
    }
  }
  return box;
}

function addCounts() {
  for (const count of COUNTS) {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "count", value: count, checked: count === 9 });
    const name = document.createElement("span");
    name.textContent = String(count);
    label.append(radio, name);
    of("counts").append(label);
  }
}

function listen() {
  of("controls").addEventListener("input", (event) => {
    if (event.target.id === "file") return;
    if (event.target.id !== "position" && event.target.id !== "goal") of("position").value = "0";
    update();
  });
  of("controls").addEventListener("submit", (event) => event.preventDefault());
  of("previous").addEventListener("click", () => moveSeed(-1));
  of("next").addEventListener("click", () => moveSeed(1));
  of("dice").addEventListener("click", rollSeed);
  of("play").addEventListener("click", play);
  of("download").addEventListener("click", download);
  const drop = of("drop");
  drop.addEventListener("click", () => of("file").click());
  drop.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") of("file").click();
  });
  of("file").addEventListener("change", () => takeImage(of("file").files[0]));
  for (const target of [drop, of("stage")]) {
    target.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
    target.addEventListener("dragleave", () => drop.classList.remove("over"));
    target.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      takeImage(event.dataTransfer.files[0]);
    });
  }
  document.addEventListener("keydown", onKey);
}

function onKey(event) {
  if (event.target.closest("input, select, button, #drop") || event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = { ArrowLeft: () => moveSeed(-1), ArrowRight: () => moveSeed(1), r: rollSeed, " ": play, s: download };
  if (actions[event.key]) {
    event.preventDefault();
    actions[event.key]();
  }
}

const seedOf = (id) => (Number.isSafeInteger(of(id).valueAsNumber) ? of(id).valueAsNumber : 0);

function setSeed(value) {
  of("seed").value = String(value);
  of("position").value = "0";
  update();
}

const moveSeed = (step) => !of("seeds").hidden && setSeed(seedOf("seed") + step);
const rollSeed = () => !of("seeds").hidden && setSeed(Math.floor(Math.random() * 1_000_000));

function play() {
  if (of("walk").hidden) return;
  const button = of("play");
  const playing = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(playing));
  button.textContent = playing ? "Pause" : "Play";
  const begun = performance.now() - of("position").valueAsNumber * WALK_SECONDS * 1000;
  const step = async (now) => {
    if (button.getAttribute("aria-pressed") !== "true") return;
    const t = (now - begun) / (WALK_SECONDS * 1000);
    // There and back, so that it can go on for ever.
    of("position").value = String(1 - Math.abs(1 - (t % 2)));
    await update();
    requestAnimationFrame(step);
  };
  if (playing) requestAnimationFrame(step);
}

async function takeImage(file) {
  if (!file) return;
  try {
    state.image = await createImageBitmap(file);
    await update();
  } catch {
    report(`${file.name} is no image that this browser reads`);
  }
}

// Samples

/** The inputs of a row: what is drawn from its seed, and what is asked for. */
function rowOf(index, walk) {
  const inputs = {};
  for (const input of state.model.inputs) {
    if (input.distribution) {
      const own = draw(input, seedOf("seed") + index);
      inputs[input.name] = walk > 0 ? between(input, own, draw(input, seedOf("goal") + index), walk) : own;
    } else if (input.shape.length === 3) inputs[input.name] = pixelsIn(input);
    else inputs[input.name] = chosen(input, index);
  }
  return inputs;
}

function chosen(input, index) {
  const control = of(`input-${input.name}`);
  if (control.tagName === "SELECT") {
    const value = control.value === "turn" ? index % input.classes : Number(control.value);
    return Int32Array.of(value);
  }
  return Float32Array.from(control.querySelectorAll("input"), (field) =>
    field.type === "checkbox" ? Number(field.checked) : field.valueAsNumber || 0,
  );
}

function pixelsIn(input) {
  const [height, width, channels] = input.shape;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(state.image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const [low, high] = input.range ?? [0, 255];
  const made = new Float32Array(width * height * channels);
  for (let i = 0; i < width * height; i += 1) {
    const [red, green, blue, alpha] = data.subarray(i * 4, i * 4 + 4);
    const values = channels === 1 ? [0.299 * red + 0.587 * green + 0.114 * blue] : [red, green, blue, alpha];
    for (let c = 0; c < channels; c += 1) made[i * channels + c] = (values[c] / 255) * (high - low) + low;
  }
  return made;
}

async function update() {
  if (state.busy) {
    state.again = true;
    return;
  }
  if (!of("source").hidden && !state.image) {
    of("caption").textContent = "It begins with an image of yours.";
    return;
  }
  state.busy = true;
  try {
    do {
      state.again = false;
      await show();
    } while (state.again);
    of("problem").hidden = true;
  } catch (error) {
    report(error);
  } finally {
    state.busy = false;
  }
}

async function show() {
  const count = of("count").hidden ? 1 : Number(document.querySelector("input[name=count]:checked").value);
  const walk = of("position").valueAsNumber;
  const rows = Array.from({ length: count }, (_, index) => rowOf(index, walk));
  const begun = performance.now();
  const images = await state.engine.run(rows);
  paint(images);
  const took = Math.round(performance.now() - begun);
  const seeds = count > 1 ? `seeds ${seedOf("seed")} to ${seedOf("seed") + count - 1}` : `seed ${seedOf("seed")}`;
  const walked = walk > 0 ? `, ${Math.round(walk * 100)} % of the way to ${seedOf("goal")}` : "";
  of("caption").textContent = `${of("seeds").hidden ? "" : `${seeds}${walked}, `}${took} ms`;
  of("download").disabled = false;
  state.drawn += 1;
  document.documentElement.dataset.drawn = String(state.drawn);
}

/** Images side by side, each by its own pixels: the browser enlarges them. */
function paint(images) {
  const [height, width, channels] = state.model.output.shape;
  const [low, high] = state.model.output.range;
  const columns = Math.ceil(Math.sqrt(images.length));
  const rows = Math.ceil(images.length / columns);
  const gap = images.length > 1 ? GAP : 0;
  const canvas = of("picture");
  canvas.width = columns * (width + gap) - gap;
  canvas.height = rows * (height + gap) - gap;
  const context = canvas.getContext("2d");
  images.forEach((values, index) => {
    const pixels = new ImageData(width, height);
    for (let i = 0; i < width * height; i += 1) {
      for (let c = 0; c < 4; c += 1) {
        const value = c < channels || (channels === 1 && c < 3) ? values[i * channels + (channels === 1 ? 0 : c)] : high;
        pixels.data[i * 4 + c] = Math.round(((value - low) / (high - low)) * 255);
      }
    }
    context.putImageData(pixels, (index % columns) * (width + gap), Math.floor(index / columns) * (height + gap));
  });
  const room = of("stage").getBoundingClientRect();
  const scale = Math.max(1, Math.floor(Math.min(room.width / canvas.width, room.height / canvas.height) * 0.92));
  canvas.style.width = `${canvas.width * scale}px`;
  canvas.setAttribute("aria-label", `${images.length} sample${images.length > 1 ? "s" : ""} of ${state.model.name}`);
}

function download() {
  if (of("download").disabled) return;
  of("picture").toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${state.model.name}-${of("seeds").hidden ? "result" : seedOf("seed")}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

begin().catch(report);
