"use strict";

// Fills in the details of a test when it is opened, and filters the list. What stands in
// the page as JSON is made by packing.py: a text is its number in `strings`.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const text = (number) => (number < 0 ? "" : data.strings[number]);
  const items = [...document.querySelectorAll(".file > ol > li")];

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  const pre = (content) =>
    make("pre", { textContent: content, tabIndex: 0, className: "text" });

  const part = (title, ...children) => [
    make("h4", { textContent: title }),
    ...children,
  ];

  const list = (numbers) =>
    make("ul", {}, ...numbers.map((number) => make("li", {}, text(number))));

  function time(ms) {
    if (ms === null) return "";
    if (ms < 1) return `${ms.toFixed(2)} ms`;
    return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
  }

  // --- The details of a test ---------------------------------------------------------

  // JSON in lines. Anything else stays as it is: what was cut, and numbers that are
  // written in a way, or are so large, that they would become others.
  function indented(body) {
    try {
      const parsed = JSON.parse(body);
      return JSON.stringify(parsed) === body ? JSON.stringify(parsed, null, 2) : body;
    } catch {
      return body;
    }
  }

  function message(title, headers, body) {
    const shown = [text(headers), indented(text(body))].filter(Boolean);
    if (!shown.length) return [];
    return [make("h5", { textContent: title }), ...shown.map(pre)];
  }

  function exchange(each) {
    const [method, path, route, ms, sentHeaders, sent, status, reason] = each;
    const [, , , , , , , , gotHeaders, got, exception] = each;
    const raised = text(exception);
    const ended = status
      ? `${status} ${text(reason)}`
      : raised.split("\n")[0].split(":")[0] || "no response";
    return make(
      "details",
      { className: "exchange" },
      make(
        "summary",
        {},
        make("b", { textContent: text(method) }),
        " ",
        make("code", { textContent: text(path) }),
        " ",
        make("span", {
          className: `status s${Math.floor(status / 100)}`,
          textContent: ended,
        }),
        " ",
        make("span", { className: "facts", textContent: time(ms) }),
      ),
      ...(route < 0 || route === path
        ? []
        : [make("p", { className: "facts" }, "Route: ", make("code", {}, text(route)))]),
      ...message("Request", sentHeaders, sent),
      ...message("Response", gotHeaders, got),
      ...(raised ? [make("h5", {}, "Exception"), pre(raised)] : []),
    );
  }

  function statement([sql, where, using, times, ms, mark]) {
    const marks = [text(mark)].filter(Boolean);
    const facts = [text(where) || "no line of yours", time(ms)];
    if (text(using) !== "default") facts.push(text(using));
    return make(
      "tr",
      {},
      make(
        "td",
        { className: "number" },
        `${times} ×`,
        ...marks.flatMap((each) => [" ", make("span", { className: "mark" }, each)]),
      ),
      make(
        "td",
        {},
        make("code", { textContent: text(sql) }),
        make("div", { className: "facts" }, facts.join(" · ")),
      ),
    );
  }

  function statements(queries) {
    const head = ["Times", "Statement, and the line that caused it"];
    const table = make(
      "table",
      { className: "sql" },
      make("thead", {}, make("tr", {}, ...head.map((each) => make("th", {}, each)))),
      make("tbody", {}, ...queries.map(statement)),
    );
    const box = make("div", { className: "wide", tabIndex: 0 }, table);
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "SQL");
    return box;
  }

  function mail([sender, to, subject, body]) {
    return pre(
      `From: ${text(sender)}\nTo: ${text(to)}\nSubject: ${text(subject)}\n\n${text(body)}`,
    );
  }

  function details(test) {
    const parts = [];
    const { exchanges, queries, hooks, mails, warnings, output } = test;
    if (warnings) {
      parts.push(...part("Warnings of restflow", ...warnings.map(text).map(pre)));
    }
    if (exchanges) parts.push(...part("Requests", ...exchanges.map(exchange)));
    if (queries) parts.push(...part("SQL", statements(queries)));
    if (hooks) parts.push(...part("Commit hooks", list(hooks)));
    if (mails) parts.push(...part("Mails", ...mails.map(mail)));
    if (output) parts.push(...part("Output", ...output.map(text).map(pre)));
    if (!parts.length) {
      const nothing = "It sent no request, and printed nothing.";
      parts.push(make("p", { className: "facts" }, nothing));
    }
    return parts;
  }

  function fill(item) {
    if (item.dataset.filled) return;
    item.dataset.filled = "yes";
    item.firstChild.append(...details(data.tests[Number(item.id.slice(1))]));
  }

  function open(item) {
    fill(item);
    item.firstChild.open = true;
  }

  // `toggle` does not bubble.
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (target.open && target.parentNode.matches(".file > ol > li")) {
        fill(target.parentNode);
      }
    },
    true,
  );
  items.filter((item) => item.firstChild.open).forEach(fill);

  // --- Filters -----------------------------------------------------------------------

  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");

  const told = (count) =>
    `${count.toLocaleString("en")} ${count === 1 ? "test" : "tests"}`;

  // What a test can be found by; made when somebody looks for the first time.
  let found;
  function known() {
    const lower = data.strings.map((each) => each.toLowerCase());
    const of = (number) => (number < 0 ? "" : lower[number]);
    found = items.map((item) => {
      const { exchanges = [], queries = [], mails = [], ...others } =
        data.tests[Number(item.id.slice(1))];
      const numbers = new Set([
        ...exchanges.flatMap(([, path, route, , a, b, , , c, d, e]) => [path, route, a, b, c, d, e]),
        ...queries.flatMap(([sql, where]) => [sql, where]),
        ...mails.flat(),
        ...Object.values(others).flat(),
      ]);
      const error = item.querySelector("pre.error");
      const file = item.closest(".file").querySelector("code");
      return {
        outcome: item.querySelector(".outcome").textContent,
        exchanges: exchanges.map(([, path, route, , , , status]) => ({
          path: of(path),
          route: of(route),
          status: String(status || "none"),
        })),
        own: `${file.textContent}::${item.querySelector(".name").textContent}\n${
          error ? error.textContent : ""
        }`.toLowerCase(),
        numbers,
      };
    });
    found.lower = lower;
  }

  function wanted() {
    const values = Object.fromEntries(new FormData(form));
    const statuses = values.status
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean);
    return {
      outcome: values.outcome,
      path: values.path.trim().toLowerCase(),
      statuses: statuses.map((each) => each.replace(/x+$/, "")),
      text: values.text.trim().toLowerCase(),
    };
  }

  // Path and status have to be those of one exchange.
  function fits(test, { outcome, path, statuses, text: sought }, having) {
    if (outcome && test.outcome !== outcome) return false;
    const asked = path || statuses.length;
    const fitting = (each) =>
      (each.path.includes(path) || each.route.includes(path)) &&
      (!statuses.length || statuses.some((status) => each.status.startsWith(status)));
    if (asked && !test.exchanges.some(fitting)) return false;
    if (!sought || test.own.includes(sought)) return true;
    for (const number of test.numbers) if (having.has(number)) return true;
    return false;
  }

  function filter() {
    if (!found) known();
    const look = wanted();
    const having = new Set();
    if (look.text) {
      found.lower.forEach((each, number) => {
        if (each.includes(look.text)) having.add(number);
      });
    }
    let count = 0;
    items.forEach((item, number) => {
      const fit = fits(found[number], look, having);
      item.hidden = !fit;
      count += fit;
    });
    document.querySelectorAll(".file").forEach((file) => {
      file.hidden = !file.querySelector("li:not([hidden])");
    });
    shown.textContent = `${count.toLocaleString("en")} of ${told(items.length)}`;
  }

  if (form) {
    let waiting;
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, 120);
    };
    form.hidden = false;
    form.addEventListener("input", soon);
    form.addEventListener("submit", (event) => event.preventDefault());
    // The fields are empty only after this event.
    form.addEventListener("reset", soon);
    shown.textContent = told(items.length);
  }

  // --- Links -------------------------------------------------------------------------

  function follow() {
    const item = document.getElementById(location.hash.slice(1));
    if (!item || !/^#t\d+$/.test(location.hash)) return;
    if (item.hidden || item.closest("[hidden]")) {
      form.reset();
      filter();
    }
    open(item);
    item.scrollIntoView();
    item.querySelector("summary").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    if (link.dataset.path) {
      form.reset();
      form.elements.path.value = link.dataset.path;
      filter();
    } else if (link.hash === location.hash) {
      // No `hashchange` comes.
      follow();
    }
  });
  addEventListener("hashchange", follow);
  follow();

  // Who prints wants to read why tests failed.
  addEventListener("beforeprint", () => {
    items
      .filter((item) => item.querySelector(".outcome").matches(".failed, .error"))
      .forEach(open);
  });
})();
