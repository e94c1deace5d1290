import { element } from "./dom.mjs";
import { Editor } from "./editor.mjs";
import { holdsCode, read, write } from "./fragment.mjs";
import { Panel } from "./panel.mjs";
import { Session } from "./session.mjs";

// Not at each key.
const PAUSE = 300;
// Longer addresses are cut off by some programs that people send them with.
const LONG = 8_000;

// The files that the reader changed. They outlive the content of the page, which may be
// exchanged below them.
let changed = new Map();

const playgrounds = new WeakMap();

/** Make the playground of the page one that runs. */
export async function openPlayground(root, { runner }) {
  if (playgrounds.has(root)) return;
  const playground = new Playground(root, runner);
  playgrounds.set(root, playground);
  await playground.open(location.hash);
}

/** Run what is in the playground. */
export async function runPlayground(root, place) {
  await openPlayground(root, place);
  playgrounds.get(root).run();
}

class Playground {
  // The files as the page has them.
  #original = new Map();
  #editors = new Map();
  #test;
  #choice;
  #place;
  #panel;
  #session;
  #timer = 0;

  constructor(root, runner) {
    this.#test = root.dataset.playground;
    const block = root.querySelector(".highlight");
    this.#original.set(this.#test, codeOf(block));
    for (const file of document.querySelectorAll("[data-file]")) {
      this.#original.set(file.dataset.file, codeOf(file));
    }
    this.#choice = element("select", { change: () => this.#show(this.#choice.value) });
    this.#place = element("div");
    block.hidden = true;
    block.before(this.#place);
    const path = root.querySelector(".rf-bar__path");
    path.replaceChildren(element("label", {}, element("span", { class: "rf-label" }, "File"), this.#choice));
    this.#panel = new Panel(root.querySelector(".rf-run"), {
      name: "your test",
      show: (line) => (this.#show(this.#test), this.#editor(this.#test).show(line)),
    });
    const bar = root.querySelector(".rf-actions");
    this.#session = new Session({
      runner,
      panel: this.#panel,
      bar,
      job: () => ({ path: this.#test, files: this.#files(), place: root }),
      mark: (line) => this.#editor(this.#test).mark(line),
      reset: () => this.#reset(),
    });
    const copy = element("button", { type: "button", class: "rf-button" }, "Copy link");
    copy.addEventListener("click", () => this.#copyLink());
    bar.prepend(copy);
    addEventListener("hashchange", () => root.isConnected && this.open(location.hash));
    addEventListener("beforeunload", (event) => this.#timer && event.preventDefault());
  }

  /** Take over the code that an address holds, if it holds any. */
  async open(hash) {
    this.#list();
    this.#show(this.#test);
    if (!holdsCode(hash)) return;
    try {
      const files = await read(hash);
      if (same(files)) return;
      if (changed.size) this.#offer(files);
      else this.#begin(files);
    } catch {
      this.#complain(hash);
    }
  }

  run() {
    this.#session.run();
  }

  #begin(files) {
    this.#take(files);
    this.#panel.say("This code came with the address: read it before you run it.");
  }

  #offer(files) {
    const open = element("button", { type: "button", class: "rf-link" }, "Open it");
    open.addEventListener("click", () => this.#begin(files));
    this.#panel.say(["The address holds other code now. ", open, ", or go on with yours."]);
  }

  #complain(hash) {
    const link = element("a", { href: hash }, "The address as it came");
    this.#panel.say(
      [
        "The code in the address cannot be read: it may have been cut off on its way. ",
        link,
        " stays here until you leave the page. The code below is not the one in it.",
      ],
      "failed",
    );
  }

  #take(files) {
    changed = new Map(Object.entries(files));
    for (const [path, editor] of this.#editors) editor.replace(this.#code(path));
    this.#list();
    this.#show(this.#test);
  }

  #code(path) {
    return changed.get(path) ?? this.#original.get(path) ?? "";
  }

  #files() {
    return { [this.#test]: this.#code(this.#test), ...Object.fromEntries(changed) };
  }

  #editor(path) {
    if (!this.#editors.has(path)) {
      const editor = new Editor(this.#code(path), {
        label: `Code of ${path}`,
        python: path.endsWith(".py"),
        run: () => this.#session.run(),
        changed: () => this.#note(path, editor.code),
      });
      this.#editors.set(path, editor);
    }
    return this.#editors.get(path);
  }

  #show(path) {
    this.#choice.value = path;
    this.#place.replaceChildren(this.#editor(path).box);
  }

  #list() {
    const paths = new Set([...this.#original.keys(), ...changed.keys()]);
    const chosen = this.#choice.value;
    const groups = new Map();
    for (const path of paths) {
      const note = changed.has(path) && path !== this.#test ? " (changed)" : "";
      const option = element("option", { value: path }, `${path}${note}`);
      const [label] = path.split("/");
      if (!groups.has(label)) groups.set(label, element("optgroup", { label }));
      groups.get(label).append(option);
    }
    this.#choice.replaceChildren(...groups.values());
    if (chosen) this.#choice.value = chosen;
  }

  #note(path, code) {
    const known = changed.has(path);
    if (code === this.#original.get(path)) changed.delete(path);
    else changed.set(path, code);
    if (known !== changed.has(path)) this.#list();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), PAUSE);
  }

  async #save() {
    const timer = this.#timer;
    const hash = changed.size ? await write(Object.fromEntries(changed)) : "";
    // Something else was typed meanwhile, and will be saved.
    if (timer !== this.#timer) return;
    this.#timer = 0;
    history.replaceState(history.state, "", `${location.pathname}${location.search}${hash}`);
  }

  #reset() {
    // The way back in the browser leads to what was there.
    history.pushState(null, "", `${location.pathname}${location.search}`);
    this.#take({});
  }

  async #copyLink() {
    clearTimeout(this.#timer);
    await this.#save();
    const { href } = location;
    const long = href.length > LONG ? " Some programs cut off addresses as long as this one." : "";
    try {
      await navigator.clipboard.writeText(href);
      this.#panel.say(`The address is copied: ${href.length} characters, your code among them.${long}`);
    } catch {
      this.#panel.say(`Copy the address of this page: your code is in it.${long}`);
    }
  }
}

function same(files) {
  const paths = Object.keys(files);
  return paths.length === changed.size && paths.every((path) => files[path] === changed.get(path));
}

function codeOf(element) {
  return `${element.querySelector("pre > code").textContent.trimEnd()}\n`;
}
