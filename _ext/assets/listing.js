/* A long table that can be sorted by any column and narrowed by words.  Without a script it is a plain table. */
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

  for (const listing of document.querySelectorAll(".listing")) {
    const table = listing.querySelector("table");
    const heads = [...table.querySelectorAll("thead th")];
    const body = table.querySelector("tbody");
    const rows = [...body.rows];

    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const rises = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", rises ? "ascending" : "descending");
        rows.sort((one, other) => compare(keyOf(one.cells[column]), keyOf(other.cells[column])) * (rises ? 1 : -1));
        body.append(...rows);
      });
    });

    const field = document.createElement("input");
    field.type = "search";
    const label = document.createElement("label");
    label.append("Only rows with ", field);
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    const bar = document.createElement("p");
    bar.className = "listing-bar";
    bar.append(label, count);
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
  }
})();
