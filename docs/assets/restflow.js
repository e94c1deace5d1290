// Filters the list of examples, opens the tab that a link leads into, and names what the
// theme leaves without a name. Without it the page shows all examples.
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

  // The theme puts wide tables into something that scrolls, and that no key reaches.
  function reachTables() {
    const wraps = [...document.querySelectorAll(".md-typeset__scrollwrap")];
    // All are measured before any is changed: each change has the page laid out anew.
    const wide = wraps.map((wrap) => wrap.scrollWidth > wrap.clientWidth);
    wraps.forEach((wrap, n) => {
      const scrolls = wide[n];
      if (scrolls === wrap.hasAttribute("tabindex")) return;
      const about = { tabindex: "0", role: "group", "aria-label": "Wide table" };
      for (const [name, value] of Object.entries(about)) {
        if (scrolls) wrap.setAttribute(name, value);
        else wrap.removeAttribute(name);
      }
    });
  }

  // Once for each address: afterwards the reader chooses the tab.
  let opened = "";

  function openTab() {
    if (opened === location.href) return;
    // All ids are ASCII. What follows the number sign may be anything, as a damaged link.
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    opened = location.href;
    const block = target.closest(".tabbed-block");
    if (!block) return;
    const number = [...block.parentElement.children].indexOf(block);
    const set = block.closest(".tabbed-set");
    set.querySelectorAll(":scope > input")[number].checked = true;
    target.scrollIntoView();
  }

  function setUp() {
    prepare();
    addEventListener("resize", reachTables);
    addEventListener("hashchange", openTab);
    // A page's content may be exchanged without the script running again.
    let due = false;
    const soon = () => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        prepare();
      });
    };
    new MutationObserver(soon).observe(document.body, {
      childList: true,
      subtree: true,
    });
  }

  function prepare() {
    nameSearch();
    nameCopyButtons();
    reachTables();
    openTab();
    const filter = document.getElementById("rf-filter");
    if (filter && filter.hidden) setUpFilter(filter);
  }

  function setUpFilter(filter) {
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
