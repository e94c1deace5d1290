// Runs examples under node with the bundle of the page.
//
// node node_run.mjs <directory of the bundle> <directory to work in>
//
// Reads and writes a message in each line, as a worker does, in JSON. It also takes Python
// code to evaluate ({"python": "..."}).

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { createInterface } from "node:readline";

const [bundle, directory] = process.argv.slice(2).map((path) => resolve(path));
const manifest = JSON.parse(await readFile(join(bundle, "manifest.json"), "utf8"));
const names = Object.keys(manifest.files).filter((name) => !name.endsWith(".wasm"));
const named = (name) => names.find((file) => file.startsWith(`${name}-`));
const file = async (name) => new Uint8Array(await readFile(join(bundle, named(name))));
const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

// Node's Pyodide reads files by names of its own.
await mkdir(directory, { recursive: true });
await writeFile(join(directory, "pyodide.asm.wasm"), gunzipSync(await file("wasm")));
await writeFile(join(directory, "pyodide.asm.mjs"), gunzipSync(await file("glue")));
await writeFile(join(directory, "pyodide.mjs"), await file("pyodide"));
await writeFile(join(directory, "no-stdlib"), "");
const load = (path) => import(pathToFileURL(path));
const { startInterpreter } = await load(join(bundle, named("interpreter")));
const { loadPyodide } = await load(join(directory, "pyodide.mjs"));

const began = performance.now();
const interpreter = await startInterpreter({
  loadPyodide,
  options: {
    indexURL: directory,
    stdLibURL: join(directory, "no-stdlib"),
  },
  start: file("start").then(gunzipSync),
  // There are no databases yet when the bundle makes them.
  archives: ["libraries", "project", "databases"].filter(named).map(file),
});
send({ type: "ready", ms: Math.round(performance.now() - began) });

for await (const line of createInterface({ input: process.stdin })) {
  const { id, path, files, python } = JSON.parse(line);
  if (python) {
    send({ type: "value", id, value: interpreter.pyodide.runPython(python) });
    continue;
  }
  try {
    interpreter.run(path, files ?? {}, (message) => send({ ...message, id }));
  } catch (error) {
    send({ type: "crash", id, message: String(error) });
    process.exit(1);
  }
}
