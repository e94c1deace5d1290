import { element } from "./dom.mjs";

/**
 * Mark what a run did otherwise than the record says, and return whether there is any.
 *
 * `tests` holds an element for each test's name; `recorded` is the section of the record.
 */
export function markDifferences(tests, recorded) {
  const before = [...recorded.querySelectorAll(".rf-test")];
  const missing = new Set(before);
  let differs = false;
  for (const [name, test] of tests) {
    // A test that is alone in its file is shown without its name.
    const match =
      before.length === 1 && missing.size ? before[0] : before.find((one) => nameOf(one) === name);
    missing.delete(match);
    differs = markTest(test, match) || differs;
  }
  return differs || missing.size > 0;
}

function markTest(test, recorded) {
  const left = folds(recorded);
  let differs = !recorded;
  for (const fold of folds(test)) {
    const text = said(fold);
    const at = left.findIndex((one) => said(one) === text);
    fold.open = left[at]?.open ?? true;
    if (at >= 0) {
      left.splice(at, 1);
      continue;
    }
    differs = true;
    fold.classList.add("rf-fold--differs");
    const summary = fold.querySelector("summary");
    summary.append(element("span", { class: "rf-differs" }, "not as recorded"));
  }
  if (left.length) test.append(element("p", { class: "rf-none" }, lost(left.length)));
  return differs || left.length > 0;
}

const lost = (number) => `The record has ${number} more here that did not come this time.`;
// Between these, a page may have line breaks that the same HTML from the worker has not.
const said = (fold) =>
  [...fold.querySelectorAll("summary, pre, p")].map((part) => part.textContent.trim()).join("\n");
const folds = (test) => [...(test?.querySelectorAll(".rf-fold") ?? [])];
const nameOf = (test) => test.querySelector(".rf-test__name")?.textContent;
