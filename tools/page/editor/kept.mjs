import { element } from "./dom.mjs";
import { holdsCode, read, write } from "./fragment.mjs";

// Not at each key.
const PAUSE = 300;

/**
 * What the reader typed, kept in the address of the page.
 *
 * It outlives the content of the page, which may be exchanged below it.
 */
export class Kept {
  /** The code of each file that the reader changed, by its path. */
  files = new Map();
  #place = null;
  #show;
  #say;
  #timer = 0;

  constructor() {
    addEventListener("hashchange", () => this.#isHere && this.#open(location.hash));
    addEventListener("beforeunload", (event) => this.#timer && event.preventDefault());
  }

  /**
   * Take over the code that the address holds, now and whenever it changes.
   *
   * It ends when `place` leaves the page. `show` is called when there are other files, and
   * `say` with what to tell the reader: words, "failed" if something is wrong, and the
   * paths that it is about, if it is about some.
   */
  async follow(place, { show, say }) {
    this.#place = place;
    this.#show = show;
    this.#say = say;
    await this.#open(location.hash);
  }

  /** Note the code of a file; return whether it is changed now and was not, or the reverse. */
  note(path, code, original) {
    const known = this.files.has(path);
    if (code === original) this.files.delete(path);
    else this.files.set(path, code);
    this.#saveSoon();
    return known !== this.files.has(path);
  }

  /** Have the address hold what is there now. */
  async save() {
    clearTimeout(this.#timer);
    const timer = this.#timer;
    const address = await addressOf(this.files);
    // Something else was typed meanwhile, and will be saved.
    if (timer !== this.#timer) return;
    this.#timer = 0;
    // Another page has an address of its own.
    if (this.#isHere) history.replaceState(history.state, "", address);
  }

  /** Show other files. The way back in the browser leads to those that were there. */
  async replace(files) {
    if (this.#timer) await this.save();
    history.pushState(null, "", await addressOf(files));
    this.#take(files);
  }

  get #isHere() {
    return this.#place?.isConnected;
  }

  #saveSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), PAUSE);
  }

  async #open(hash) {
    if (!holdsCode(hash)) {
      // A link to a heading has taken the place of the code.
      if (this.files.size) this.#saveSoon();
      return;
    }
    try {
      const files = new Map(Object.entries(await read(hash)));
      if (same(files, this.files)) return;
      if (this.files.size) this.#offer(files);
      else this.#begin(files);
    } catch {
      this.#complain(hash);
    }
  }

  #begin(files) {
    this.#take(files);
    this.#say("This code came with the address: read it before you run it.", "", [...files.keys()]);
  }

  #offer(files) {
    const open = element("button", { type: "button", class: "rf-link" }, "Open it");
    open.addEventListener("click", () => this.#begin(files));
    this.#say(["The address holds other code now. ", open, ", or go on with yours."]);
  }

  #complain(hash) {
    const link = element("a", { href: hash }, "The address as it came");
    this.#say(
      [
        "The code in the address cannot be read: it may have been cut off on its way. ",
        link,
        " stays here until you leave the page. The code below is not the one in it.",
      ],
      "failed",
    );
  }

  #take(files) {
    this.files = new Map(files);
    this.#show();
  }
}

/** The address of this page with files in it. */
async function addressOf(files) {
  const hash = files.size ? await write(Object.fromEntries(files)) : "";
  return `${location.pathname}${location.search}${hash}`;
}

function same(some, others) {
  return some.size === others.size && [...some].every(([path, code]) => others.get(path) === code);
}
