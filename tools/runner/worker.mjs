// A module worker: starts the interpreter at once, and runs what the page sends.

import { startInterpreter } from "./interpreter.mjs";

const FILES = {}; // filled in by tools/bundle.py
const began = performance.now();
const url = (name) => new URL(FILES[name].name, import.meta.url);
const total = Object.values(FILES).reduce((sum, file) => sum + file.bytes, 0);
let loaded = 0;
let told = 0;

function progress(phase) {
  const now = performance.now();
  if (phase === "start" || loaded === total || now - told > 100) {
    told = now;
    postMessage({ type: "progress", phase, loaded, total });
  }
}

/** Fetch a file, counting its bytes. */
async function packed(name) {
  const response = await fetch(url(name));
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  const count = new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      progress(loaded < total ? "download" : "start");
      controller.enqueue(chunk);
    },
  });
  return response.body.pipeThrough(count);
}

const stream = async (name) =>
  (await packed(name)).pipeThrough(new DecompressionStream("gzip"));

const bytes = async (source) =>
  new Uint8Array(await new Response(await source).arrayBuffer());

/** Import a module that is shipped compressed. */
async function load(name) {
  const text = new Response(await stream(name));
  const blob = new Blob([await text.arrayBuffer()], { type: "text/javascript" });
  const address = URL.createObjectURL(blob);
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function start() {
  // All are fetched at the same time.
  const [start, glue, wasm] = [bytes(stream("start")), load("glue"), stream("wasm")];
  const archives = ["libraries", "project", "databases"].map((name) => bytes(packed(name)));
  const { loadPyodide } = await import(url("loader"));
  // Pyodide asks for these two by names of its own.
  const fetched = globalThis.fetch;
  globalThis.fetch = async (input, options) => {
    if (String(input).endsWith("pyodide.asm.wasm")) {
      const headers = { "content-type": "application/wasm" };
      return new Response(await wasm, { headers });
    }
    if (String(input).endsWith("no-stdlib")) return new Response(new Uint8Array());
    return fetched(input, options);
  };
  const options = {
    indexURL: new URL("./", import.meta.url).href,
    stdLibURL: "no-stdlib",
    createPyodideModule: (await glue).default,
  };
  const interpreter = await startInterpreter({ loadPyodide, options, start, archives });
  globalThis.fetch = fetched;
  return interpreter;
}

const started = start();
started.then(
  () => postMessage({ type: "ready", ms: Math.round(performance.now() - began) }),
  (error) => postMessage({ type: "crash", message: String(error) }),
);

addEventListener("message", async ({ data }) => {
  const { type, id, path, files } = data;
  if (type !== "run") return;
  try {
    const interpreter = await started;
    const done = interpreter.run(path, files ?? {}, (message) =>
      postMessage({ ...message, id }),
    );
    postMessage({ type: "done", id, ...done });
  } catch (error) {
    postMessage({ type: "crash", id, message: String(error) });
  }
});
