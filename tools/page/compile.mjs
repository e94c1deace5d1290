// Compiles and packs with the very interpreter that will load the result.
//
// node compile.mjs <directory of pyodide> <directory with in.bin> 

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodideDirectory, directory, script] = process.argv.slice(2);
const { loadPyodide } = await import(
  pathToFileURL(join(pyodideDirectory, "pyodide.mjs"))
);
const pyodide = await loadPyodide({
  indexURL: pyodideDirectory,
  // Columns of libraries' code are for tracebacks, which leave it out.
  env: { PYTHONNODEBUGRANGES: "1" },
});
pyodide.FS.mkdir("/out");
pyodide.FS.writeFile("/in", await readFile(join(directory, "in")));
await pyodide.runPythonAsync(await readFile(script, "utf8"));
for (const name of pyodide.FS.readdir("/out").filter((name) => name.endsWith(".bin"))) {
  await writeFile(join(directory, name), pyodide.FS.readFile(`/out/${name}`));
}
