import { codeOf, count, element } from "./dom.mjs";
import { Editor } from "./editor.mjs";
import { Kept } from "./kept.mjs";
import { Panel } from "./panel.mjs";
import { Session } from "./session.mjs";

const kept = new Kept();

// The paths of those that are done, until the page is loaded again.
const done = new Set();

const tasks = new WeakMap();

/** Make all tasks of the page ones that run. */
export async function openTasks({ runner }) {
  const roots = [...document.querySelectorAll("[data-task]")];
  if (roots.every((root) => tasks.has(root))) return;
  const all = roots.map((root) => new Task(root, runner, roots.length));
  all.forEach((task) => tasks.set(task.root, task));
  await kept.follow(roots[0], {
    show: () => all.forEach((task) => task.show()),
    say: (words, kind, paths = []) => {
      const about = all.filter((task) => paths.includes(task.path));
      (about.length ? about : [all[0]]).forEach((task) => task.say(words, kind));
    },
  });
}

/** Run one of them. */
export async function runTask(root, place) {
  await openTasks(place);
  tasks.get(root).run();
}

class Task {
  #start;
  #editor;
  #panel;
  #session;
  #many;
  #badge = element("span", { class: "rf-same", hidden: true }, "Done");

  constructor(root, runner, many) {
    this.root = root;
    this.path = root.dataset.task;
    this.#many = many;
    const block = root.querySelector(".highlight");
    this.#start = codeOf(block);
    this.#editor = this.#makeEditor();
    this.#panel = new Panel(root.querySelector(".rf-run"), {
      name: nameOf(this.path),
      show: (line) => this.#editor.show(line),
    });
    this.#panel.clear();
    const bar = root.querySelector(".rf-actions");
    this.#session = new Session({
      runner,
      panel: this.#panel,
      bar,
      job: () => ({ path: this.path, files: { [this.path]: this.#editor.code }, place: root }),
      mark: (line) => this.#editor.mark(line),
      reset: () => this.#replace(this.#start),
      done: (message) => this.#judge(message),
    });
    bar.prepend(this.#badge);
    this.#badge.hidden = !done.has(this.path);
    this.#offerSolution();
    block.hidden = true;
    block.before(this.#editor.box);
  }

  run() {
    this.#session.run();
  }

  say(words, kind) {
    this.#panel.say(words, kind);
  }

  /** Show the reader's code, or what the page began with. */
  show() {
    const code = kept.files.get(this.path) ?? this.#start;
    if (code !== this.#editor.code) this.#editor.replace(code);
  }

  #makeEditor() {
    const { path } = this;
    const editor = new Editor(kept.files.get(path) ?? this.#start, {
      label: `Code of ${nameOf(path)}`,
      run: () => this.run(),
      changed: () => kept.note(path, editor.code, this.#start),
    });
    return editor;
  }

  #offerSolution() {
    const place = this.root.querySelector(".rf-solution");
    const solution = codeOf(place);
    const take = element("button", { type: "button", class: "rf-button" }, "Put it into the editor");
    take.addEventListener("click", async () => {
      await this.#replace(solution);
      this.#panel.say("The solution is in the editor. Run it.");
      this.#editor.show(1);
    });
    place.append(element("p", { class: "rf-fold__action" }, take));
  }

  // The way back in the browser leads to the code that was there.
  async #replace(code) {
    const files = new Map(kept.files);
    if (code === this.#start) files.delete(this.path);
    else files.set(this.path, code);
    await kept.replace(files);
  }

  #judge({ outcome, counts }) {
    const wanted = Number(this.root.dataset.tests);
    const passed = outcome === "passed" && counts.passed >= wanted;
    if (passed) done.add(this.path);
    else done.delete(this.path);
    this.#badge.hidden = !passed;
    if (passed) this.#panel.add(` Done: ${done.size} of ${count(this.#many, "task")}.`);
    else if (outcome === "passed") this.#panel.add(` The task has ${count(wanted, "test")}.`);
  }
}

const nameOf = (path) => path.split("/").at(-1);
