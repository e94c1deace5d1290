import { element } from "./dom.mjs";

/** The buttons of something that runs, and what they do. */
export class Session {
  #parts;
  #run;
  #stop;
  #end = null;

  /**
   * `job` returns what to run, `mark` marks a line of it, and `reset` brings its first
   * code back. `done` hears of a run that came to its end. `bar` holds the button Run; the
   * others are put before it, so that Run stays where it is.
   */
  constructor(parts) {
    this.#parts = parts;
    const { bar, reset, panel } = parts;
    this.#run = bar.querySelector(".rf-button--run");
    this.#stop = element("button", { type: "button", class: "rf-button", hidden: true }, "Stop");
    this.#stop.addEventListener("click", () => this.stop());
    const back = element("button", { type: "button", class: "rf-button" }, "Reset");
    back.addEventListener("click", () => {
      this.stop();
      reset();
      panel.clear();
      panel.say("Reset: this is the code as it was.");
    });
    this.#run.before(back, this.#stop);
  }

  /** Run what is there now; while it runs, this does nothing. */
  run() {
    if (this.#end) return;
    const { runner, panel, job, mark, done = () => {} } = this.#parts;
    const ended = (name) => (message) => {
      this.#end = null;
      this.#busy(false);
      panel[name](message);
      if (message?.line) mark(message.line);
      if (name === "done") done(message);
    };
    this.#end = runner.run(job(), {
      waiting: (path) => panel.waiting(path),
      progress: (message) => panel.progress(message),
      running: () => panel.running(),
      output: (message) => panel.output(message),
      happened: (message) => panel.happened(message),
      done: ended("done"),
      failed: ended("failed"),
      stopped: ended("stopped"),
    });
    // Meanwhile, as it takes the page some milliseconds.
    mark(0);
    panel.begin();
    this.#busy(true);
  }

  /** End the run, if there is one, whatever it does. */
  stop() {
    this.#end?.();
  }

  #busy(yes) {
    this.#stop.hidden = !yes;
    // Not disabled, which would take the focus from it.
    this.#run.setAttribute("aria-disabled", String(yes));
    if (!yes && document.activeElement === this.#stop) this.#run.focus();
  }
}
