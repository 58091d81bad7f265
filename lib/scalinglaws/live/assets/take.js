/* What a reader carries away from an exhibit: a link, its data, its picture, and the Python that gives the same answer.
   Loaded when the first reader opens "Share, data and code". */
(function () {
  "use strict";

  // install: the cell that installs the library, empty where the book has no public repository
  const { say, inLight, install } = window.exhibits;

  // where what it shows is found again: an address, or in a session the Python that shows it
  const link = (exhibit) => exhibit.around.link(exhibit);
  const quoted = (text) => (/^\w+:\/\//.test(text) ? `<${text}>` : `\`${text}\``);

  // each knob and its value, in words
  const settings = (exhibit) => Object.entries(exhibit.knobs).map(([name, knob]) => {
    const value = exhibit.state[name];
    return `${knob.label}: ${knob.options ? knob.options[value] : say(value, exhibit.units[knob.unit])}`;
  });

  // and exactly, for the header of a data file
  const exactly = (exhibit) => Object.entries(exhibit.knobs).filter(([, knob]) => !knob.options).map(([name, knob]) =>
    `${name} = ${exhibit.state[name]}${knob.unit === "percent" ? " (as a share)" : knob.unit ? " " + knob.unit : ""}`);

  function code(exhibit) {
    return Object.entries(exhibit.state).reduce((text, [name, value]) =>
      text.replaceAll(`{${name}}`, exhibit.knobs[name].options ? exhibit.knobs[name].code[value] : String(value)), exhibit.code);
  }

  // a cell as it is taken away: blank where the exhibit has no number
  const present = (value) => (Number.isFinite(value) || typeof value === "string" ? value : "");

  // [headings, rows] over all of the exhibit's tables; blank where a table has no such column, and no row without a number
  function table(exhibit) {
    const columns = Object.assign({}, ...Object.values(exhibit.tables));
    const names = Object.keys(columns);
    const several = Object.keys(exhibit.tables).length > 1;
    const heads = names.map((name) => (columns[name] === "name" ? "name" : `${name} (${columns[name]})`));
    const rows = Object.entries(exhibit.tables).flatMap(([kind, own]) => {
      const computed = exhibit.result.tables[kind];
      return Array.from(Object.values(computed)[0], (_, i) => names.map((name) => (name in own ? present(computed[name][i]) : "")))
        .filter((row) => row.some(Number.isFinite)).map((row) => (several ? [kind, ...row] : row));
    });
    return [[...(several ? ["table"] : []), ...heads], rows];
  }

  const inCsv = (cell) => (/[",\n]/.test(cell) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));

  function csv(exhibit) {
    const [heads, rows] = table(exhibit);
    const notes = [`What Are We Scaling? ${exhibit.question}`, ...settings(exhibit), ...exactly(exhibit), exhibit.answer(), link(exhibit)];
    return [...notes.map((note) => "# " + note.replace(/\s+/g, " ")), ...[heads, ...rows].map((row) => row.map(inCsv).join(","))].join("\n") + "\n";
  }

  // pictures are drawn anew on white, so that they can be read wherever they are put
  async function picture(exhibit) {
    const view = exhibit.makeView(inLight, "none");
    return view.width(exhibit.frame.clientWidth).background("#ffffff").runAsync();
  }

  async function svg(exhibit) {
    const text = await (await picture(exhibit)).toSVG();
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = `${exhibit.question} ${exhibit.answer()}`;
    return text.replace(/<svg[^>]*>/, (tag) => tag + new XMLSerializer().serializeToString(title));
  }

  function notebook(exhibit) {
    const lines = (text) => text.split("\n").map((line, i, all) => (i < all.length - 1 ? line + "\n" : line));
    const plain = (text) => text.replace(/[\\`*_<>[\]~]/g, "\\$&").replaceAll("$", "<span>\\$</span>");
    const about = `**${plain(exhibit.question)}**\n\n${plain(exhibit.answer())}\n\nFrom *What Are We Scaling?*: ${quoted(link(exhibit))}`
      + (install ? "" : "\n\nIt needs the book's library: run `pip install .` in the book's repository first.");
    const cell = (id, source) => ({ id, cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: lines(source) });
    return JSON.stringify({
      nbformat: 4, nbformat_minor: 5,
      metadata: { kernelspec: { name: "python3", display_name: "Python 3", language: "python" } },
      cells: [
        { id: "about", cell_type: "markdown", metadata: {}, source: lines(about) },
        ...(install ? [cell("install", install)] : []),
        cell("answer", code(exhibit).trim()),
      ],
    }, null, 1);
  }

  function save(content, name) {
    const anchor = document.createElement("a");
    anchor.href = typeof content === "string" ? content : URL.createObjectURL(content);
    anchor.download = name;
    anchor.click();
    if (typeof content !== "string") setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }

  window.exhibits.take = function (exhibit) {
    const { figure, key: name } = exhibit;
    const took = figure.querySelector(".exhibit-took");
    const shown = figure.querySelector(".exhibit-code code");
    const rows = figure.querySelector(".exhibit-rows");

    const copied = async (what, text) => {
      took.textContent = (await copy(text)) ? `${what} copied.` : `${what}: ${text}`;
    };
    const actions = {
      link: () => copied(exhibit.around.linked, link(exhibit)),
      code: () => copied("Code", code(exhibit)),
      csv: () => save(new Blob([csv(exhibit)], { type: "text/csv" }), `${name}.csv`),
      svg: async () => save(new Blob([await svg(exhibit)], { type: "image/svg+xml" }), `${name}.svg`),
      png: async () => save(await (await picture(exhibit)).toImageURL("png", 2), `${name}.png`),
      ipynb: () => save(new Blob([notebook(exhibit)], { type: "application/x-ipynb+json" }), `${name}.ipynb`),
    };
    for (const button of figure.querySelectorAll("[data-take]")) {
      button.addEventListener("click", async () => {
        took.textContent = "";
        await actions[button.dataset.take]();
        if (!took.textContent) took.textContent = `${button.textContent} saved as ${name}.${button.dataset.take}.`;
      });
    }
    const launch = document.querySelector('.dropdown-launch-buttons a[href*="urlpath="]');
    if (launch) {
      const anchor = document.createElement("a");
      anchor.href = launch.href;
      anchor.textContent = "Open this chapter in a live session";
      figure.querySelector(".exhibit-buttons").append(anchor);
    }

    function cell(kind, value) {
      const made = document.createElement(kind);
      made.textContent = typeof value === "number" ? String(Number(value.toPrecision(6))) : value;
      return made;
    }
    function fill() {
      const [heads, body] = table(exhibit);
      const made = document.createElement("table");
      const head = made.createTHead().insertRow();
      for (const text of heads) {
        const th = cell("th", text);
        th.scope = "col";
        head.append(th);
      }
      const rest = made.createTBody();
      for (const row of body) rest.insertRow().append(...row.map((value) => cell("td", value)));
      const caption = made.createCaption();
      caption.textContent = settings(exhibit).join("; ");
      figure.querySelector(".exhibit-table").replaceChildren(made);
    }
    function renew() {
      shown.textContent = code(exhibit);
      if (rows.open) fill();
    }
    rows.addEventListener("toggle", () => rows.open && fill());
    renew();
    return renew;
  };
})();
