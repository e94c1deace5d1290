// Filters the list of examples, and names what the theme leaves without a name. Without
// it the page shows all examples.
(function () {
  "use strict";

  function nameSearch() {
    const search = document.querySelector(".md-search[role=dialog]");
    if (search) search.setAttribute("aria-label", "Search");
  }

  // The theme gives every block of code a <nav> for its copy button, all without a name.
  function nameCopyButtons() {
    document.querySelectorAll(".md-code__nav:not([aria-label])").forEach((nav, n) => {
      const card = nav.closest("[data-example]");
      const what = card ? card.dataset.example : `code ${n + 1}`;
      nav.setAttribute("aria-label", `Copy ${what}`);
    });
  }

  function setUp() {
    nameSearch();
    nameCopyButtons();
    new MutationObserver(nameCopyButtons).observe(document.body, {
      childList: true,
      subtree: true,
    });
    const filter = document.getElementById("rf-filter");
    if (!filter) return;
    const input = filter.querySelector("input");
    const status = filter.querySelector("[role=status]");
    const groups = [...document.querySelectorAll(".rf-entries")];
    const entries = [...document.querySelectorAll(".rf-entry")];
    const texts = new Map(entries.map((e) => [e, textOf(e).toLowerCase()]));

    // The name of a group finds its examples too.
    function textOf(entry) {
      const heading = entry.parentElement.previousElementSibling;
      return `${entry.textContent} ${heading ? heading.textContent : ""}`;
    }

    function apply() {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const entry of entries) {
        const matches = words.every((word) => texts.get(entry).includes(word));
        entry.hidden = !matches;
        shown += matches;
      }
      for (const group of groups) {
        const empty = !group.querySelector(".rf-entry:not([hidden])");
        group.hidden = empty;
        if (group.previousElementSibling) group.previousElementSibling.hidden = empty;
      }
      status.textContent = `${shown} of ${entries.length} examples`;
    }

    input.addEventListener("input", apply);
    filter.hidden = false;
    if (input.value) apply();
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", setUp);
  } else {
    setUp();
  }
})();
