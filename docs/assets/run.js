// Gives each example that runs in a browser its button. What runs it is fetched when a
// button is pressed for the first time; the playground and the tasks, which are editors,
// fetch that at once. Without this script the page shows the ordinary code.
(function () {
  "use strict";

  const home = new URL("..", document.currentScript.src);
  const manifest = new URL("run/manifest.json", home);
  let started;

  class Unavailable extends Error {}

  function start() {
    started ??= load().catch((error) => {
      started = undefined;
      throw error;
    });
    return started;
  }

  async function load() {
    const response = await fetch(manifest, { cache: "no-cache" });
    if (response.status === 404) {
      throw new Unavailable(
        "What runs the examples is not in this copy of the site. `make site` builds it.",
      );
    }
    if (!response.ok) throw new Error(response.statusText);
    const { page, worker } = await response.json();
    const module = await import(new URL(page, manifest).href);
    return module.start({ worker: new URL(worker, manifest), home });
  }

  function explain(error) {
    if (error instanceof Unavailable) return error.message;
    if (location.protocol === "file:") {
      return "Examples run only where a server serves the site. `make site` starts one.";
    }
    return `What runs the examples could not be loaded (${error.message}). Are you offline?`;
  }

  // `what` names the function that takes the element.
  async function use(what, root, status) {
    if (status.dataset.kind === "loading") return;
    const first = !started;
    if (first) {
      status.dataset.kind = "loading";
      status.textContent = "Loading the editor.";
    }
    try {
      const page = await start();
      delete status.dataset.kind;
      if (first) status.textContent = "";
      await page[what](root);
    } catch (error) {
      status.dataset.kind = "failed";
      status.textContent = explain(error);
    }
  }

  function add(parent, tag, attributes, text) {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.textContent = text || "";
    return parent.appendChild(made);
  }

  function addButton(card, name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "rf-button rf-button--run";
    button.setAttribute("aria-label", `Run ${name}`);
    button.textContent = "Run";
    card.querySelector(".rf-actions").prepend(button);
    return button;
  }

  function addPanel(card) {
    const panel = document.createElement("div");
    panel.className = "rf-run";
    panel.innerHTML =
      '<div class="rf-run__now"><p class="rf-run__status" role="status"></p></div>';
    card.querySelector(".highlight").after(panel);
    return panel.querySelector("[role=status]");
  }

  function prepare() {
    document.querySelectorAll(".rf-card[data-run=browser]").forEach((card) => {
      if (card.querySelector(".rf-run")) return;
      const status = addPanel(card);
      const button = addButton(card, card.dataset.example);
      button.addEventListener("click", () => use("card", card, status));
      if (started) started.then((page) => page.cardCame(card), () => {});
    });
    document.querySelectorAll("[data-playground]").forEach((root) => {
      if (root.querySelector(".rf-run")) return;
      const status = addPanel(root);
      const button = addButton(root, "your test");
      button.addEventListener("click", () => use("runPlayground", root, status));
      use("playground", root, status);
    });
    prepareTasks();
    document.querySelectorAll(".rf-runall[hidden]").forEach((root) => {
      root.hidden = false;
      const status = root.querySelector("[role=status]");
      const button = root.querySelector("button");
      button.addEventListener("click", () => use("gallery", root, status));
    });
  }

  function prepareTasks() {
    const roots = [...document.querySelectorAll("[data-task]")];
    if (roots.every((root) => root.querySelector(".rf-run"))) return;
    const statuses = roots.map((root) => {
      const status = addPanel(root);
      const button = addButton(root, root.dataset.task.split("/").pop());
      button.addEventListener("click", () => use("runTask", root, status));
      return status;
    });
    // One module opens all of them, and what went wrong is said once.
    use("tasks", roots[0], statuses[0]);
  }

  function setUp() {
    prepare();
    // Pages may come without the script running again.
    new MutationObserver(prepare).observe(document.body, {
      childList: true,
      subtree: true,
    });
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", setUp);
  } else {
    setUp();
  }
})();
