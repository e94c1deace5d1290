// A module worker: starts the interpreter at once, and runs what the page sends.

import { startInterpreter } from "./interpreter.mjs";

const FILES = {}; // filled in by tools/page/bundle.py
const WASM = "application/wasm";
const began = performance.now();
const url = (name) => new URL(FILES[name].name, import.meta.url);
const total = Object.values(FILES).reduce((sum, file) => sum + file.bytes, 0);
let loaded = 0;
let timer = null;

function count(bytes) {
  loaded += bytes;
  if (loaded === total) tell();
  else timer ??= setTimeout(tell, 100);
}

function tell() {
  clearTimeout(timer);
  timer = null;
  postMessage({ type: "progress", phase: loaded < total ? "download" : "start", loaded, total });
}

/** Fetch a file, counting its bytes. */
async function packed(name) {
  const response = await fetch(url(name));
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  const counting = new TransformStream({
    transform(chunk, controller) {
      count(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  return response.body.pipeThrough(counting);
}

const stream = async (name) =>
  (await packed(name)).pipeThrough(new DecompressionStream("gzip"));

const bytes = async (source) =>
  new Uint8Array(await new Response(await source).arrayBuffer());

/** Count what a file has on its way by what comes out of it. */
async function countUnpacked(response, { bytes, unpacked }) {
  let missing = bytes;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = Math.floor((value.byteLength * bytes) / unpacked);
    missing -= part;
    count(part);
  }
  count(missing);
}

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

/**
 * Compile the interpreter.
 *
 * A browser keeps what came of it for the next visit if it is given what it has fetched.
 * So that is taken where the host compresses it, and elsewhere a file that is compressed.
 */
async function compiled() {
  const plain = await fetch(url("wasm").href.replace(/bin$/, "wasm"));
  const { headers } = plain;
  if (headers.has("content-encoding") && headers.get("content-type") === WASM) {
    // What is counted is a copy: of a response that has been touched nothing is kept.
    const [module] = await Promise.all([
      WebAssembly.compileStreaming(plain.clone()),
      countUnpacked(plain, FILES.wasm),
    ]);
    return module;
  }
  plain.body.cancel();
  const response = new Response(await stream("wasm"), { headers: { "content-type": WASM } });
  return WebAssembly.compileStreaming(response);
}

async function start() {
  // All are fetched at the same time.
  const [start, glue, wasm] = [bytes(stream("start")), load("glue"), compiled()];
  const archives = ["libraries", "project", "databases"].map((name) => bytes(packed(name)));
  const { loadPyodide } = await import(url("loader"));
  // Pyodide asks for two files by names of its own, and compiles one of them.
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  globalThis.fetch = async (input, options) =>
    /pyodide\.asm\.wasm$|no-stdlib$/.test(input) ? new Response() : fetch(input, options);
  WebAssembly.instantiateStreaming = async (_response, imports) => {
    const module = await wasm;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  const options = {
    indexURL: new URL("./", import.meta.url).href,
    stdLibURL: "no-stdlib",
    createPyodideModule: (await glue).default,
  };
  const begun = startInterpreter({ loadPyodide, options, start, archives });
  // Pyodide waits for ever for what could not be fetched.
  const [interpreter] = await Promise.all([begun, wasm, start, ...archives]);
  globalThis.fetch = fetch;
  WebAssembly.instantiateStreaming = instantiateStreaming;
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
    interpreter.run(path, files ?? {}, (message) => postMessage({ ...message, id }));
  } catch (error) {
    postMessage({ type: "crash", id, message: String(error) });
  }
});
