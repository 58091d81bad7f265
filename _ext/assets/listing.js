/* A long table that can be sorted by any column and narrowed by words.  Its head stays in view; where it is too wide for the page
   each row is a card, in which a cell names its column.  Without a script it is a plain table. */
(function () {
  "use strict";

  const keyOf = (cell) => {
    const marked = cell.querySelector("[data-sort]");
    const text = marked ? marked.dataset.sort : cell.textContent.trim();
    const number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text.toLowerCase();
  };

  // numbers before words, and what is empty last
  const compare = (one, other) => {
    if (one === other) return 0;
    if (one === "" || other === "") return one === "" ? 1 : -1;
    if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
    return one < other ? -1 : 1;
  };

  // the roles that a browser forgets when the parts of a table are laid out as cards
  const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
  const header = document.querySelector(".bd-header-article");

  for (const listing of document.querySelectorAll(".listing")) {
    const table = listing.querySelector("table");
    const heads = [...table.querySelectorAll("thead th")];
    const body = table.querySelector("tbody");
    const rows = [...body.rows];
    const names = heads.map((head) => head.textContent.trim());
    for (const part of [table, ...table.querySelectorAll("*")]) {
      const role = ROLES[part.localName];
      if (role) part.setAttribute("role", role);
    }
    for (const row of rows) [...row.cells].forEach((cell, column) => cell.dataset.head = names[column]);

    function sort(column, rises) {
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      heads[column].setAttribute("aria-sort", rises ? "ascending" : "descending");
      order.value = column;
      rows.sort((one, other) => compare(keyOf(one.cells[column]), keyOf(other.cells[column])) * (rises ? 1 : -1));
      body.append(...rows);
    }

    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") !== "ascending"));
    });

    const field = document.createElement("input");
    field.type = "search";
    const label = document.createElement("label");
    label.append("Only rows with ", field);
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    const order = document.createElement("select");
    order.append(new Option("", ""), ...names.map((name, column) => new Option(name, column)));
    order.addEventListener("change", () => order.value && sort(Number(order.value), true));
    const by = document.createElement("label");
    by.className = "listing-order";
    by.append("In order of ", order);
    const bar = document.createElement("p");
    bar.className = "listing-bar";
    bar.append(label, by, count);
    listing.before(bar);
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = `${shown} of ${rows.length} rows`;
    });
    count.textContent = `${rows.length} rows`;

    listing.classList.add("listing-live");
    listing.removeAttribute("tabindex");
    const fit = () => {
      listing.style.setProperty("--top", `${header?.offsetHeight ?? 0}px`);
      listing.classList.remove("listing-cards");
      listing.classList.toggle("listing-cards", table.scrollWidth > listing.clientWidth + 1);
    };
    fit();
    new ResizeObserver(fit).observe(listing.parentElement);
  }

  // what a link names may have moved while the table took its form
  if (location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
})();
