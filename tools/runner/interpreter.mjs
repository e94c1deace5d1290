// The interpreter and what is in its file system, wherever the files come from.

const INFO = {}; // of Pyodide's build; filled in by tools/bundle.py
const LIBRARY = "/usr/lib/python3.14";
const decoder = new TextDecoder();

/** Put the files of an archive into the interpreter's file system. */
export function unpack(FS, bytes) {
  const end = bytes.indexOf(10);
  const index = JSON.parse(decoder.decode(bytes.subarray(0, end)));
  let offset = end + 1;
  const made = new Set();
  for (const [path, size] of index) {
    const directory = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(directory)) {
      FS.mkdirTree(directory);
      made.add(directory);
    }
    // The file is a view of the archive: nothing is copied.
    FS.writeFile(path, bytes.subarray(offset, offset + size), { canOwn: true });
    offset += size;
  }
}

/** Decompress what only Python can. */
function decompress(pyodide, packed) {
  const expand = pyodide.runPython(
    "from compression import zstd; lambda data: zstd.decompress(data.to_bytes())",
  );
  const expanded = expand(packed);
  const buffer = expanded.getBuffer();
  const bytes = buffer.data.slice();
  buffer.release();
  expanded.destroy();
  expand.destroy();
  return bytes;
}

/**
 * Start the interpreter.
 *
 * It is given `loadPyodide`, `options` for it, and promises: of the archive that Python
 * needs to start, and of those that follow, as they were fetched.
 */
export async function startInterpreter({ loadPyodide, options, start, archives }) {
  const pyodide = await loadPyodide({
    ...options,
    lockFileContents: { info: INFO, packages: {} },
    env: { PYTHONHOME: "/usr", PYTHONPATH: `${LIBRARY}:${LIBRARY}/site-packages` },
    fsInit: async (FS) => {
      // Python remembers of a directory that it wasn't there.
      FS.mkdirTree(`${LIBRARY}/site-packages`);
      unpack(FS, await start);
    },
  });
  for (const packed of archives) unpack(pyodide.FS, decompress(pyodide, await packed));
  const session = pyodide.pyimport("runner.session");
  return {
    pyodide,
    /** Run an example; `send` takes the messages of the run as they come. */
    run(path, files, send) {
      const tell = (message) => send(JSON.parse(message));
      return JSON.parse(session.run(path, JSON.stringify(files), tell));
    },
  };
}
