// The interpreter and what is in its file system, wherever the files come from.

import { decompress } from "fzstd";

const LIBRARY = "/usr/lib/python3.14";
const FILE = 0o100644;
const decoder = new TextDecoder();

/** Put the files of an archive into the interpreter's file system; return their paths. */
function unpack(FS, bytes) {
  const end = bytes.indexOf(10);
  const index = JSON.parse(decoder.decode(bytes.subarray(0, end)));
  let offset = end + 1;
  const directories = new Map();
  for (const [path, size] of index) {
    const slash = path.lastIndexOf("/");
    const directory = path.slice(0, slash);
    if (!directories.has(directory)) {
      FS.mkdirTree(directory);
      directories.set(directory, FS.lookupPath(directory).node);
    }
    // FS.writeFile would look for the directory each time, which takes most of its time.
    const parent = directories.get(directory);
    const file = parent.node_ops.mknod(parent, path.slice(slash + 1), FILE, 0);
    // The file is a view of the archive: nothing is copied.
    file.contents = bytes.subarray(offset, (offset += size));
    file.usedBytes = size;
  }
  return index.map(([path]) => path);
}

/**
 * Start the interpreter.
 *
 * It is given `loadPyodide`, `options` for it, and promises: of the archive that Python
 * needs to start, and of those that follow, as they were fetched.
 */
export async function startInterpreter({ loadPyodide, options, start, archives }) {
  // While the interpreter is being compiled, in another thread.
  const expanded = archives.map(async (packed) => decompress(await packed));
  const files = [];
  const pyodide = await loadPyodide({
    ...options,
    // Of Pyodide's build; tools/page/bundle.py fills it in.
    lockFileContents: { info: INFO, packages: {} },
    env: { PYTHONHOME: "/usr", PYTHONPATH: `${LIBRARY}:${LIBRARY}/site-packages` },
    fsInit: async (FS) => {
      // Python remembers of a directory that it wasn't there.
      FS.mkdirTree(`${LIBRARY}/site-packages`);
      files.push(...unpack(FS, await start));
    },
  });
  for (const archive of expanded) files.push(...unpack(pyodide.FS, await archive));
  pyodide.FS.writeFile("/unpacked.json", JSON.stringify(files));
  pyodide.pyimport("runner.imports").install();
  const session = pyodide.pyimport("runner.session");
  return {
    pyodide,
    /** Run an example; `send` takes the messages of the run as they come. */
    run(path, files, send) {
      session.run(path, JSON.stringify(files), (message) => send(JSON.parse(message)));
    },
  };
}
