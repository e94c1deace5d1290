import { element } from "./dom.mjs";
import { Editor } from "./editor.mjs";
import { write } from "./fragment.mjs";
import { Panel } from "./panel.mjs";
import { Session } from "./session.mjs";

// What a test is called that a reader writes in the playground.
export const TEST = "playground/test_mine.py";

const cards = new WeakMap();

// The reader's code, by example: the content of the page may be exchanged below it.
const edited = new Map();

/** Show the reader's code in a card that has come with a new content of the page. */
export function cardCame(card, place) {
  if (edited.has(card.dataset.example)) cards.set(card, prepare(card, place));
}

/** Make the card of an example one that runs, and run it. */
export function runCard(card, place) {
  if (!cards.has(card)) cards.set(card, prepare(card, place));
  cards.get(card).run();
}

function prepare(card, { runner, home }) {
  const path = card.dataset.example;
  const block = card.querySelector(".highlight");
  const code = block.querySelector("pre > code").textContent;
  const editor = new Editor(edited.get(path) ?? code, {
    label: `Code of ${path}`,
    marked: markedLines(block),
    run: () => session.run(),
    changed: () => edited.set(path, editor.code),
  });
  const open = element("button", { type: "button", class: "rf-link" }, "Open it in the playground");
  open.addEventListener("click", async () => {
    location.href = new URL(`playground/${await write({ [TEST]: editor.code })}`, home).href;
  });
  const panel = new Panel(card.querySelector(".rf-run"), {
    name: path,
    recorded: card.querySelector(".rf-record"),
    show: (line) => editor.show(line),
    extra: [open],
  });
  const session = new Session({
    runner,
    panel,
    bar: card.querySelector(".rf-actions"),
    job: () => ({ path, files: { [path]: editor.code }, place: card }),
    mark: (line) => editor.mark(line),
    reset: () => {
      editor.replace(code);
      edited.delete(path);
    },
  });
  block.hidden = true;
  block.before(editor.box);
  return session;
}

function markedLines(block) {
  return [...block.querySelectorAll(".hll")].map((mark) => {
    const range = document.createRange();
    range.setStart(block.querySelector("pre > code"), 0);
    range.setEndBefore(mark);
    return range.toString().split("\n").length;
  });
}
