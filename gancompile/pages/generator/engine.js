// What computes: onnxruntime-web in this browser, or the server that gave the page, by TensorFlow Serving's REST protocol.

/** What the server at this address answers; where it wants a token, the visitor is asked for it once. */
export async function ask(address, options = {}) {
  const token = sessionStorage.getItem("token");
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const answer = await fetch(address, { ...options, headers });
  if (answer.status !== 401) return answer;
  const given = prompt("This server wants a token:");
  if (!given) return answer;
  sessionStorage.setItem("token", given);
  return fetch(address, { ...options, headers: { Authorization: `Bearer ${given}` } });
}

/** The model as an object whose `run` takes rows of inputs, and gives the values of an image for each. */
export async function openModel(model) {
  return model.engine === "onnx" ? openOnnx(model) : openRest(model);
}

async function openOnnx(model) {
  const ort = await import("./ort.wasm.min.mjs");
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL("./", import.meta.url).href;
  const session = await ort.InferenceSession.create(new URL(model.file, import.meta.url).href);
  return {
    async run(rows) {
      const batches = model.batch ? rows.map((row) => [row]) : [rows];
      const made = [];
      for (const batch of batches) {
        const feeds = {};
        for (const input of model.inputs) feeds[input.name] = tensorOf(ort, input, batch);
        const output = (await session.run(feeds))[model.output.name];
        const size = output.data.length / batch.length;
        for (let i = 0; i < batch.length; i += 1) made.push(output.data.subarray(i * size, (i + 1) * size));
      }
      return made;
    },
  };
}

function tensorOf(ort, input, rows) {
  const kind = input.dtype.startsWith("int") ? Int32Array : Float32Array;
  const size = input.shape.reduce((product, one) => product * one, 1);
  const data = new kind(rows.length * size);
  rows.forEach((row, index) => data.set(row[input.name], index * size));
  return new ort.Tensor(kind === Int32Array ? "int32" : "float32", data, [rows.length, ...input.shape]);
}

async function openRest(model) {
  return {
    async run(rows) {
      const instances = rows.map((row) =>
        Object.fromEntries(model.inputs.map((input) => [input.name, nested([...row[input.name]], input.shape)])),
      );
      const answer = await ask(model.address, { method: "POST", body: JSON.stringify({ instances }) });
      const body = await answer.json();
      if (!answer.ok) throw new Error(body.error);
      return body.predictions.map((one) => Float32Array.from((one[model.output.name] ?? one).flat(Infinity)));
    },
  };
}

/** A flat list as lists of lists of a shape; one number for none. */
function nested(flat, shape) {
  if (!shape.length) return flat[0];
  if (shape.length === 1) return flat;
  const size = flat.length / shape[0];
  return Array.from({ length: shape[0] }, (_, i) => nested(flat.slice(i * size, (i + 1) * size), shape.slice(1)));
}
