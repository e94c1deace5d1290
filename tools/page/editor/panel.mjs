import { markDifferences } from "./differences.mjs";
import { count, element, harmless, megabytes } from "./dom.mjs";
import { Terminal } from "./terminal.mjs";

const LENIENT =
  "Here it runs in your browser, on SQLite: one connection for everything, and no threads. " +
  "What needs two connections to go wrong, as isolation does, does not show.";

/** What a run says: how far it is, what it prints, and what happened in it. */
export class Panel {
  #status;
  #bytes;
  #bar;
  #output;
  #terminal;
  #happened;
  #recorded;
  #tests = new Map();

  /**
   * `host` has an element with the role "status". `recorded` is the section with what
   * happened when the example was recorded, where there is one. `show` puts a line of the
   * code in sight.
   */
  constructor(host, { recorded = null, name, show, extra = [] }) {
    this.#status = host.querySelector("[role=status]");
    this.#recorded = recorded;
    this.show = show;
    this.#bar = element("progress", { "aria-label": "Loading", max: 1 });
    this.#bytes = element("span", { class: "rf-run__bytes" });
    this.loading = element("p", { class: "rf-run__loading", hidden: true }, this.#bar, this.#bytes);
    const box = element("pre", {
      class: "rf-http rf-output",
      tabindex: 0,
      role: "region",
      "aria-label": `Output of ${name}`,
    });
    this.#terminal = new Terminal(box);
    this.#output = box;
    box.hidden = true;
    this.#happened = element("section", { class: "rf-record rf-record--run", hidden: true });
    this.note = element("p", { class: "rf-run__note", hidden: true }, `${LENIENT} `, ...extra);
    this.#status.after(this.loading);
    host.append(box, this.note);
    host.after(this.#happened);
  }

  /** Say in a line how things are; `kind` is "passed" or "failed" where it is settled. */
  say(text, kind = "") {
    this.#status.replaceChildren(...[text].flat());
    this.#status.dataset.kind = kind;
  }

  /** Say something more in the same line. */
  add(text) {
    this.#status.append(text);
  }

  /** As before the first run. */
  clear() {
    this.loading.hidden = this.#output.hidden = this.note.hidden = true;
    this.#terminal.clear();
    this.#hideHappened();
    this.say("");
  }

  /** A run begins: what the last one said stays until this one has something to say. */
  begin() {
    this.#happened.setAttribute("aria-busy", "true");
    const label = this.#happened.querySelector(".rf-label");
    if (label) label.textContent = "What happened in the run before";
    // The page below does not jump.
    this.#output.style.minHeight = `${this.#output.offsetHeight}px`;
    this.#terminal.begin();
    this.#tests = new Map();
  }

  waiting(path) {
    this.say(`Waiting for ${path} to end.`);
  }

  progress({ phase, loaded, total }) {
    this.loading.hidden = false;
    const starts = phase === "start";
    // Not in the line above, which is read out each time it changes.
    this.#bytes.textContent = `${megabytes(loaded)} of ${megabytes(total)} MB`;
    if (starts) this.#bar.removeAttribute("value");
    else this.#bar.value = total ? loaded / total : 0;
    this.say(starts ? "Starting Python." : "Loading Python, Django and pytest, the first time only.");
  }

  running() {
    this.loading.hidden = true;
    this.say("Running.");
    this.#output.hidden = this.note.hidden = false;
  }

  output({ text }) {
    this.#terminal.write(text);
  }

  happened({ test, html }) {
    this.#tests.set(test, html);
  }

  done({ outcome, counts, ms, line }) {
    this.#end();
    this.#showHappened();
    const { passed, failed, errors, skipped } = counts;
    const many = passed + failed + errors + skipped;
    const at = line ? [" at ", this.#lineButton(line)] : [];
    if (outcome === "passed" && many) {
      const left = skipped ? `, ${skipped} skipped` : "";
      this.say(`Passed: ${count(passed, "test")}${left}, in ${(ms / 1000).toFixed(2)} s.`, "passed");
    } else if (errors && many === errors) {
      this.say(["The file could not be run: an error", ...at, "."], "failed");
    } else if (failed || errors) {
      this.say([`Failed: ${failed + errors} of ${count(many, "test")}`, ...at, "."], "failed");
    } else if (many) {
      this.say(`Nothing ran: ${count(skipped, "test")} skipped.`, "failed");
    } else {
      this.say("No test was found. The names of tests begin with test_.", "failed");
    }
    this.#scrollToError();
  }

  /** The run could not begin, or not go on. */
  failed(message) {
    // The last line of a traceback is the one that says what went wrong.
    const reason = message.trim().split("\n").at(-1);
    this.#output.hidden = false;
    if (reason !== message) this.#terminal.write(message);
    this.#end();
    this.#hideHappened();
    this.say(`Python had to stop: ${reason} The next Run starts it again.`, "failed");
  }

  stopped() {
    this.#end();
    this.#hideHappened();
    this.say("Stopped. The next Run starts Python again.");
  }

  #end() {
    this.loading.hidden = true;
    this.#output.style.minHeight = "";
    this.#terminal.flush();
  }

  #hideHappened() {
    this.#happened.hidden = true;
    if (this.#recorded) this.#recorded.hidden = false;
  }

  #lineButton(line) {
    const show = () => this.show(line);
    return element("button", { type: "button", class: "rf-link", click: show }, `line ${line}`);
  }

  // pytest shows the test from its first line; what went wrong stands below.
  #scrollToError() {
    const text = this.#output.textContent;
    const at = text.search(/^E /m);
    if (at < 0) return;
    const above = text.slice(0, at).split("\n").length;
    const all = text.split("\n").length;
    this.#output.scrollTop = (this.#output.scrollHeight * Math.max(0, above - 8)) / all;
  }

  #showHappened() {
    const tests = new Map(
      [...this.#tests].map(([name, html]) => [name, harmless(html).firstElementChild]),
    );
    const [first, ...others] = tests.values();
    if (first && !others.length) first.querySelector(".rf-test__name")?.remove();
    const parts = [element("p", { class: "rf-label" }, "What happened in this run")];
    if (this.#recorded && tests.size) parts.push(...this.#comparison(tests));
    const none = element("p", { class: "rf-none" }, "Nothing: no test ran.");
    this.#happened.replaceChildren(
      element("div", { class: "rf-record__title" }, ...parts),
      ...(tests.size ? tests.values() : [none]),
    );
    this.#happened.removeAttribute("aria-busy");
    this.#happened.hidden = false;
    if (this.#recorded) this.#recorded.hidden = true;
  }

  #comparison(tests) {
    if (!markDifferences(tests, this.#recorded)) {
      return [element("span", { class: "rf-same" }, "as recorded")];
    }
    const recorded = this.#recorded;
    const button = element("button", { type: "button", class: "rf-link", click: toggle }, "Show the record");
    function toggle() {
      recorded.hidden = !recorded.hidden;
      button.textContent = recorded.hidden ? "Show the record" : "Hide the record";
    }
    return [element("span", { class: "rf-differs" }, "not as recorded"), button];
  }
}
