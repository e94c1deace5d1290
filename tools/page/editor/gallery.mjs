import { count, element, megabytes } from "./dom.mjs";
import { Terminal } from "./terminal.mjs";

const galleries = new WeakMap();

/** Run every example that the gallery shows, one after the other. */
export function runAll(root, { runner }) {
  if (!galleries.has(root)) galleries.set(root, new Gallery(root, runner));
  galleries.get(root).run();
}

class Gallery {
  #runner;
  #run;
  #stop;
  #status;
  // What changes all the time is not read out.
  #now = element("span", { class: "rf-runall__now" });
  // Ends the run of the example that runs now.
  #end = null;
  #stopped = false;

  constructor(root, runner) {
    this.#runner = runner;
    this.#run = root.querySelector(".rf-button--run");
    this.#status = root.querySelector("[role=status]");
    this.#stop = element("button", { type: "button", class: "rf-button", hidden: true }, "Stop");
    this.#stop.addEventListener("click", () => {
      this.#stopped = true;
      this.#end();
    });
    this.#run.after(this.#stop);
    this.#status.after(this.#now);
  }

  async run() {
    if (this.#end) return;
    const shown = [...document.querySelectorAll(".rf-entry:not([hidden])")];
    const here = shown.filter((entry) => entry.dataset.run === "browser");
    const outcomes = { passed: 0, failed: 0 };
    const began = performance.now();
    this.#begin(here.length);
    shown.forEach(forget);
    for (const [n, entry] of here.entries()) {
      this.#now.textContent = `${n + 1} of ${here.length}: ${entry.dataset.example}`;
      const { outcome, text } = await this.#runOne(entry);
      if (this.#stopped) break;
      outcomes[outcome] += 1;
      note(entry, outcome, text);
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    this.#finish(outcomes, here.length, shown.length, seconds);
  }

  #runOne(entry) {
    const path = entry.dataset.example;
    let text = "";
    return new Promise((settle) => {
      const failed = (message) => settle({ outcome: "failed", text: `${text}${message}` });
      this.#end = this.#runner.run(
        { path, files: {}, place: entry },
        {
          waiting: (other) => (this.#now.textContent = `waiting for ${other}`),
          progress: ({ loaded, total }) => {
            this.#now.textContent = `loading: ${megabytes(loaded)} of ${megabytes(total)} MB`;
          },
          running() {},
          happened() {},
          output: (message) => (text += message.text),
          done: ({ outcome }) => (outcome === "passed" ? settle({ outcome, text }) : failed("")),
          failed,
          stopped: () => failed("stopped"),
        },
      );
    });
  }

  #begin(number) {
    this.#stopped = false;
    this.#end = () => {};
    this.#stop.hidden = false;
    this.#run.setAttribute("aria-disabled", "true");
    this.#status.textContent = `Running ${count(number, "example")}.`;
  }

  #finish({ passed, failed }, here, shown, seconds) {
    const left = here - passed - failed;
    const parts = [
      `${passed} passed`,
      `${failed} failed`,
      left && `${left} not run`,
      shown > here && `${shown - here} run locally only`,
    ];
    this.#status.textContent = `${parts.filter(Boolean).join(", ")}; ${seconds} s.`;
    this.#now.textContent = "";
    if (document.activeElement === this.#stop) this.#run.focus();
    this.#stop.hidden = true;
    this.#run.setAttribute("aria-disabled", "false");
    this.#end = null;
  }
}

function forget(entry) {
  entry.querySelectorAll(".rf-result").forEach((old) => old.remove());
}

function note(entry, outcome, text) {
  const word = element("span", { class: `rf-result__word rf-result__word--${outcome}` }, outcome);
  const made = element("div", { class: "rf-result" }, word);
  if (outcome === "failed") {
    const output = element("pre", { class: "rf-http", tabindex: 0 });
    const terminal = new Terminal(output);
    terminal.write(text);
    terminal.flush();
    made.append(element("details", { class: "rf-fold" }, element("summary", {}, "Output"), output));
  }
  entry.append(made);
}
