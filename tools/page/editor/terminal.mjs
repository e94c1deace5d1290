import { element } from "./dom.mjs";

// What a terminal has beside text: colours, which are shown, and the rest, which is not.
const SEQUENCE = /\x1b\[([\d;]*)([A-Za-z])|\r/g;
const UNFINISHED = /\x1b(?:\[[\d;]*)?$/;
const COLOURS = "black red green yellow blue magenta cyan white".split(" ");

// An endless loop that prints must not fill the memory of the page.
const MOST = 200_000;
const PIECE = 8_000;
const PAUSE = 40;

/** Terminal text in an element, as it comes. */
export class Terminal {
  #box;
  #waiting = "";
  #timer = 0;
  #length = 0;
  #style = { bold: false, colour: "" };
  // Whether what is shown goes when something else comes.
  #stale = false;

  constructor(box) {
    this.#box = box;
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#waiting = "";
    this.#empty();
  }

  /** Begin anew with the next text. */
  begin() {
    this.#waiting = "";
    this.#stale = true;
  }

  #empty() {
    this.#length = 0;
    this.#style = { bold: false, colour: "" };
    this.#stale = false;
    this.#box.replaceChildren();
  }

  write(text) {
    this.#waiting += text;
    if (this.#waiting.length > 2 * MOST) {
      // Its beginning would be dropped again at once.
      this.#waiting = this.#waiting.slice(-MOST);
      this.#drop(Infinity);
    }
    this.#timer ||= setTimeout(() => this.flush(), PAUSE);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#stale) this.#empty();
    const box = this.#box;
    const followed = box.scrollTop + box.clientHeight >= box.scrollHeight - 8;
    const rest = this.#waiting.match(UNFINISHED)?.[0] ?? "";
    const text = this.#waiting.slice(0, this.#waiting.length - rest.length);
    this.#waiting = rest;
    let from = 0;
    for (const match of text.matchAll(SEQUENCE)) {
      this.#append(text.slice(from, match.index));
      from = match.index + match[0].length;
      if (match[2] === "m") this.#restyle(match[1]);
    }
    this.#append(text.slice(from));
    if (this.#length > MOST) this.#drop(this.#length - MOST);
    if (followed) box.scrollTop = box.scrollHeight;
  }

  #append(text) {
    const { bold, colour } = this.#style;
    const names = [bold && "rf-ansi-bold", colour && `rf-ansi-${colour}`].filter(Boolean);
    for (let at = 0; at < text.length; at += PIECE) {
      const piece = text.slice(at, at + PIECE);
      this.#box.append(element("span", { class: names.join(" ") || false }, piece));
      this.#length += piece.length;
    }
  }

  #drop(characters) {
    const box = this.#box;
    let left = characters;
    while (left > 0 && box.firstChild) {
      left -= box.firstChild.textContent.length;
      this.#length -= box.firstChild.textContent.length;
      box.firstChild.remove();
    }
    const note = element("span", { class: "rf-more" }, "… what came before is left out\n");
    this.#length += note.textContent.length;
    box.prepend(note);
  }

  #restyle(codes) {
    for (const code of codes.split(";").map(Number)) {
      if (code === 0) this.#style = { bold: false, colour: "" };
      else if (code === 1) this.#style.bold = true;
      else if (code === 22) this.#style.bold = false;
      else if (code === 39) this.#style.colour = "";
      else if (code >= 30 && code <= 37) this.#style.colour = COLOURS[code - 30];
      else if (code >= 90 && code <= 97) this.#style.colour = COLOURS[code - 90];
    }
  }
}
