import { codeOf, element } from "./dom.mjs";
import { Editor } from "./editor.mjs";
import { Kept } from "./kept.mjs";
import { Panel } from "./panel.mjs";
import { Session } from "./session.mjs";

// Longer addresses are cut off by some programs that people send them with.
const LONG = 8_000;

const kept = new Kept();

const playgrounds = new WeakMap();

/** Make the playground of the page one that runs. */
export async function openPlayground(root, { runner }) {
  if (playgrounds.has(root)) return;
  const playground = new Playground(root, runner);
  playgrounds.set(root, playground);
  await playground.open(root);
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

  constructor(root, runner) {
    this.#test = root.dataset.playground;
    const block = root.querySelector(".highlight");
    this.#original.set(this.#test, codeOf(block));
    for (const file of document.querySelectorAll("[data-file]")) this.#addFile(file);
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
      reset: () => kept.replace(new Map()),
    });
    const copy = element("button", { type: "button", class: "rf-button" }, "Copy link");
    copy.addEventListener("click", () => this.#copyLink());
    bar.prepend(copy);
  }

  /** Show the test, or the code that the address holds. */
  async open(root) {
    this.#list();
    this.#show(this.#test);
    await kept.follow(root, {
      show: () => this.#showAll(),
      say: (words, kind) => this.#panel.say(words, kind),
    });
  }

  run() {
    this.#session.run();
  }

  #addFile(file) {
    const path = file.dataset.file;
    this.#original.set(path, codeOf(file));
    const open = element("button", { type: "button", class: "rf-button" }, "Open it in the editor");
    open.addEventListener("click", () => {
      this.#show(path);
      this.#editor(path).show(1);
    });
    file.querySelector("pre").before(element("p", { class: "rf-fold__action" }, open));
  }

  #showAll() {
    for (const [path, editor] of this.#editors) editor.replace(this.#code(path));
    this.#list();
    this.#show(this.#test);
  }

  #code(path) {
    return kept.files.get(path) ?? this.#original.get(path) ?? "";
  }

  #files() {
    return { [this.#test]: this.#code(this.#test), ...Object.fromEntries(kept.files) };
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
    const paths = new Set([...this.#original.keys(), ...kept.files.keys()]);
    const chosen = this.#choice.value;
    const groups = new Map();
    for (const path of paths) {
      const note = kept.files.has(path) && path !== this.#test ? " (changed)" : "";
      const option = element("option", { value: path }, `${path}${note}`);
      const [label] = path.split("/");
      if (!groups.has(label)) groups.set(label, element("optgroup", { label }));
      groups.get(label).append(option);
    }
    this.#choice.replaceChildren(...groups.values());
    if (chosen) this.#choice.value = chosen;
  }

  #note(path, code) {
    if (kept.note(path, code, this.#original.get(path))) this.#list();
  }

  async #copyLink() {
    await kept.save();
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
