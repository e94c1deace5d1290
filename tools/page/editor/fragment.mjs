// Code in the address of the page: JSON, compressed, in the letters that an address may
// have. What stands behind the # is sent to nobody.

const START = "#code=";
// A file of the project, and no way out of it.
const NAME = /^[\w-]+(?:\/[\w-]+)*\.\w+$/;

/** Whether an address is meant to hold code. */
export function holdsCode(hash) {
  return hash.startsWith(START);
}

/** Write files as the end of an address. */
export async function write(files) {
  const bytes = await through(new CompressionStream("deflate-raw"), JSON.stringify(files));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const text = btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${START}${text}`;
}

/** Read files from the end of an address; it throws where there is nothing to read. */
export async function read(hash) {
  const text = hash.slice(START.length).replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const json = await through(new DecompressionStream("deflate-raw"), bytes);
  const files = JSON.parse(new TextDecoder().decode(json));
  const fine = ([name, code]) => NAME.test(name) && typeof code === "string";
  if (!Object.entries(files).every(fine)) throw new TypeError("not a set of files");
  return files;
}

async function through(stream, data) {
  const body = new Blob([data]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(body).arrayBuffer());
}
