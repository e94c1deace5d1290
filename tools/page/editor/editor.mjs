import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { element } from "./dom.mjs";

// The colours of the page's own code, so that both follow its scheme.
const colour = (name) => ({ color: `var(--md-code-hl-${name}-color)` });
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier], ...colour("keyword") },
  { tag: [tags.operatorKeyword, tags.controlKeyword], ...colour("keyword") },
  { tag: [tags.string, tags.special(tags.string)], ...colour("string") },
  { tag: tags.number, ...colour("number") },
  { tag: [tags.bool, tags.null, tags.self], ...colour("constant") },
  { tag: tags.comment, ...colour("comment") },
  { tag: [tags.operator], ...colour("operator") },
  { tag: [tags.punctuation, tags.bracket], ...colour("punctuation") },
  { tag: [tags.definition(tags.function(tags.variableName)), tags.className], ...colour("function") },
  { tag: [tags.definition(tags.className), tags.meta], ...colour("function") },
]);

// The page's style sheet has the rest: run.css.
const THEME = EditorView.theme({
  "&": { color: "var(--md-code-fg-color)", backgroundColor: "var(--md-code-bg-color)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--md-code-font-family)", lineHeight: "inherit" },
  ".cm-content": { caretColor: "var(--rf-accent)" },
  ".cm-cursor": { borderLeftColor: "var(--rf-accent)" },
  // Long lines are scrolled away below the numbers.
  ".cm-gutters": {
    color: "var(--rf-soft)",
    backgroundColor: "var(--md-code-bg-color)",
    border: "none",
  },
});

const markLine = StateEffect.define();
const highlighted = Decoration.line({ class: "rf-line--marked" });
const failed = Decoration.line({ class: "rf-line--failed" });

/** The line that failed, which moves with the text around it. */
const failedLine = StateField.define({
  create: () => Decoration.none,
  update(found, { changes, effects, state }) {
    const effect = effects.findLast((one) => one.is(markLine));
    return effect ? lines(state.doc, [effect.value], failed) : found.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The lines that the example wants to be looked at. */
const highlightedLines = (numbers) =>
  StateField.define({
    create: ({ doc }) => lines(doc, numbers, highlighted),
    update: (found, { changes }) => found.map(changes),
    provide: (field) => EditorView.decorations.from(field),
  });

function lines(doc, numbers, decoration) {
  const there = numbers.filter((number) => number >= 1 && number <= doc.lines);
  return Decoration.set(there.map((number) => decoration.range(doc.line(number).from)));
}

let editors = 0;

/** A field for code, which grows with it. */
export class Editor {
  #view;

  /**
   * `label` names it to those who do not see it; `run` is what Ctrl+Enter does, and
   * `changed` is called after each change. `marked` are numbers of lines, and
   * `python` says whether it is Python, which is coloured.
   */
  constructor(code, { label, run, changed = () => {}, marked = [], python = true }) {
    const help = element(
      "p",
      { class: "rf-editor__help", id: `rf-editor-help-${++editors}` },
      "Ctrl+Enter runs. Tab indents; press Escape, then Tab, to leave the editor.",
    );
    this.#view = new EditorView({
      doc: code.trimEnd(),
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }]),
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        indentUnit.of("    "),
        python ? pythonLanguage : [],
        syntaxHighlighting(COLOURS),
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": help.id,
          tabindex: "0",
        }),
        EditorView.updateListener.of((update) => update.docChanged && changed()),
        failedLine,
        highlightedLines(marked),
        THEME,
      ],
    });
    this.box = element("div", { class: "rf-editor" }, this.#view.dom, help);
  }

  /** The code, with one line break at its end. */
  get code() {
    return `${this.#view.state.doc.toString().trimEnd()}\n`;
  }

  /** Put other code in its place; the reader can undo that. */
  replace(code) {
    const { doc } = this.#view.state;
    this.#view.dispatch({
      changes: { from: 0, to: doc.length, insert: code.trimEnd() },
      effects: markLine.of(0),
    });
  }

  /** Mark the line that failed; 0 for none. */
  mark(line) {
    if (line || this.#view.state.field(failedLine).size) {
      this.#view.dispatch({ effects: markLine.of(line) });
    }
  }

  /** Put the cursor into a line, and the line in sight. */
  show(line) {
    const { doc } = this.#view.state;
    const at = doc.line(Math.min(line, doc.lines)).from;
    this.#view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.#view.focus();
  }

  focus() {
    this.#view.focus();
  }
}
