/* Brings exhibits to life, on a page and in a session: knobs in, numbers out, words and picture updated in one frame.
   The formulas are in each exhibit's own function, traced from the Python library and written when the book was built, or when
   a session's cell ran; none is here.  Vega draws what that function computes. */
(function () {
  "use strict";

  const { units, say, aloud, write: writeNumber, parse, teach } = window.numbersBy(window.numberRules);

  // ---- scripts beside this one, fetched when they are first needed ----

  const here = document.currentScript?.src;  // none in a session, which has all of them in one
  const loading = {}, waiting = new Set();
  function wake() {
    waiting.forEach((again) => again());
    waiting.clear();
  }
  function load(name) {
    loading[name] = loading[name] || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(name, here).href + (name.includes("?") ? "" : new URL(here).search);
      script.onload = () => {
        resolve();
        wake();
      };
      script.onerror = () => {
        script.remove();
        delete loading[name];
        reject(new Error(`${name} did not load`));
      };
      document.head.append(script);
    });
    return loading[name];
  }

  // what does not work says so beside it; before a guess the answer and the picture are hidden, and now stand there
  function admit(place, message) {
    const figure = place.closest("figure.exhibit"), note = document.createElement("p");
    figure.removeAttribute("data-guessing");
    note.className = "exhibit-error";
    note.setAttribute("role", "alert");
    note.append(message);
    place.append(note);
    return note;
  }

  // scripts, however many tries it takes: where one does not arrive, `place` says so and offers another try; one press tries
  // again for every exhibit that waits, and so does a script that arrives after all
  async function arrived(names, place, message) {
    while (!await Promise.all(names.map(load)).then(() => true, () => false)) {
      const note = admit(place, `${message} `), button = document.createElement("button");
      button.type = "button";
      button.className = "exhibit-again";
      button.textContent = "Try again";
      button.addEventListener("click", wake);
      note.append(button);
      await new Promise((again) => waiting.add(again));
      note.remove();
    }
  }

  // ---- settings in the address: #which-model:C=5.76e23,law=epoch-refit;next-ten:C=1e25 ----

  // exhibit key → its part of the address, as text; null where the address is an ordinary anchor
  function readAddress() {
    let text;
    try { text = decodeURIComponent(location.hash.slice(1)); } catch { text = location.hash.slice(1); }
    if (!text.includes(":")) return null;
    return new Map(text.split(";").map((part) => [part.split(":", 1)[0], part.slice(part.indexOf(":") + 1)]));
  }

  // settings from a part of the address: what can be used, and a sentence on each thing that cannot
  function readSettings(part, knobs) {
    const settings = {}, problems = [];
    for (const [, name, text] of (part.slice(0, 2000).matchAll(/([^,=]*)=?([^,]*)(?:,|$)/g))) {
      if (!name && !text) continue;
      const knob = Object.hasOwn(knobs, name) ? knobs[name] : null;
      if (!knob) problems.push(`it sets “${name}”, which this exhibit does not have`);
      else if (knob.options) {
        const found = knob.keys.findIndex((keys) => keys.includes(text));
        if (found < 0) problems.push(`${knob.label} has no choice “${text}”`);
        else settings[name] = found;
      } else {
        const unit = units[knob.unit];
        const value = text.trim() === "" ? NaN : Number(text);
        if (Number.isNaN(value)) problems.push(`${knob.label} cannot be “${text}”, which is not a number`);
        else if (value < knob.low || value > knob.high) {
          settings[name] = Math.min(Math.max(value, knob.low), knob.high);
          problems.push(`${knob.label} runs from ${say(knob.low, unit)} to ${say(knob.high, unit)}, so it is set to ${say(settings[name], unit)}`);
        } else {
          settings[name] = nearest(knob, value);
          if (settings[name] !== value) problems.push(`${knob.label} is a whole number, so it is set to ${say(settings[name], unit)}`);
        }
      }
    }
    return { settings, problems };
  }

  // a knob's value nearest to another number: within its range, and whole where it counts things
  function nearest(knob, value) {
    const within = Math.min(Math.max(value, knob.low), knob.high);
    return knob.whole ? Math.round(within) : within;
  }

  // a knob's value one step of its slider up or down, from wherever it stands; whole things by one at least
  function stepped(knob, value, step, way) {
    const [place, low, high] = [value, knob.low, knob.high].map((end) => (knob.log ? Math.log10(end) : end));
    const steps = (place - low) / step, whole = Math.round(steps);
    const next = low + ((Math.abs(steps - whole) < 0.05 ? whole : steps) + way) * step;
    if (next >= high || next <= low) return way > 0 ? knob.high : knob.low;
    const moved = nearest(knob, knob.log ? 10 ** next : next);
    return moved === value ? value + way : moved;
  }

  // the address keeps up with the exhibits, a moment after the reader pauses; an untouched exhibit is not in it
  let remembering = 0;
  function remember() {
    clearTimeout(remembering);
    remembering = setTimeout(() => {
      const parts = readAddress() || new Map();
      for (const exhibit of started) {
        const part = exhibit.part();
        if (part) parts.set(exhibit.key, part);
        else parts.delete(exhibit.key);
      }
      const text = [...parts].map(([key, part]) => `${key}:${part}`).join(";");
      if (text) history.replaceState(history.state, "", "#" + text);
      else if (readAddress()) history.replaceState(history.state, "", location.pathname + location.search);
    }, 250);
  }

  // ---- the theme: a chart is drawn on a canvas, so its stylesheet colours are looked up for it ----

  const COLOUR = /var\((--x-[a-z]+), (#[0-9a-f]{6})\)/g;
  const inLight = (text) => text.replace(COLOUR, "$2");

  function inTheme(text) {
    const style = getComputedStyle(document.body);
    return text.replace(COLOUR, (_, name, light) => style.getPropertyValue(name).trim() || light);
  }

  // other words for a place's text; a new text node would have the browser work out the styles of the whole page anew
  function write(place, text) {
    if (place.textContent !== text) place.firstChild.data = text;
  }

  // the columns of an exhibit's grids: numbers in typed arrays, labels as they are; of an even grid the file has the length alone
  function columnsOf(grid) {
    if (typeof grid === "number") return { u: Float64Array.from({ length: grid }, (_, i) => (grid > 1 ? i / (grid - 1) : 0)) };
    return Object.fromEntries(Object.entries(grid).map(([name, values]) =>
      [name, typeof values[0] === "string" ? values : Float64Array.from(values)]));
  }

  const header = document.querySelector(".bd-header-article");
  const onPaper = matchMedia("print");
  const started = new Set();
  const themed = new MutationObserver(() => started.forEach((exhibit) => exhibit.paint()));
  for (const place of [document.documentElement, document.body]) {
    themed.observe(place, { attributeFilter: ["data-theme", "data-jp-theme-light"] });
  }

  // ---- one exhibit ----

  class Exhibit {
    constructor(figure, { compute, grids }, vega, around) {
      Object.assign(this, { figure, vega, around });
      const data = JSON.parse(figure.querySelector(".exhibit-program").textContent);
      this.spec = JSON.stringify(data.spec);
      this.signals = data.spec.signals.map(({ name }) => name);
      this.compute = compute;
      this.grids = Object.fromEntries(Object.entries(grids).map(([name, grid]) => [name, columnsOf(grid)]));
      const { key, knobs, presets, before, picture, question, code, data: tables } = data;
      Object.assign(this, { key, knobs, units, presets, before, picture, question, code, tables });
      this.look = figure.querySelector(".exhibit-view");
      this.frame = figure.querySelector(".exhibit-chart");
      this.values = [...figure.querySelectorAll("[data-value]")];
      this.options = [...figure.querySelectorAll("[data-option]")];
      this.conditions = [...figure.querySelectorAll("[data-when]")];
      this.error = figure.querySelector(".exhibit-error");
      this.live = figure.querySelector(".exhibit-live");
      this.presetMenu = figure.querySelector(".exhibit-presets");
      this.state = this.defaults();
      this.due = new Map();
    }

    defaults() { return Object.fromEntries(Object.entries(this.knobs).map(([name, knob]) => [name, knob.default])); }

    get guessing() { return this.figure.hasAttribute("data-guessing"); }

    // what is drawn: the reader's settings, or until the guess is made those that hide the answer
    drawn() { return this.guessing ? { ...this.state, ...this.before } : this.state; }

    // what differs from the default, for the address
    part() {
      return Object.entries(this.state).filter(([name, value]) => value !== this.knobs[name].default).map(([name, value]) =>
        `${name}=${this.knobs[name].options ? this.knobs[name].keys[value][0] : String(value).replace("e+", "e")}`).join(",");
    }

    // a link names this exhibit: its settings, and a word on what could not be read
    follow(part) {
      const { settings, problems } = readSettings(part, this.knobs);
      if (this.guessing) this.reveal(false);
      this.set({ ...this.defaults(), ...settings });
      if (problems.length) this.complain(null, `About the link: ${problems.join("; ")}. What it does not set stands at its default.`);
    }

    // a view at the reader's settings, its colours looked up by `inColours`
    makeView(inColours, renderer) {
      const runtime = this.vega.parse(JSON.parse(inColours(this.spec)), null, { ast: true });
      const view = new this.vega.View(runtime, {
        renderer, hover: false, expr: this.vega.expressionClosures, tooltip: (handler, event, item, name) => this.tell(event, name),
      });
      view.addEventListener("touchstart", ({ changedTouches: [touch] }, item) => this.tell(touch, item?.tooltip));
      const known = new Map();
      view.tint = (text) => known.get(text) ?? known.set(text, inColours(text)).get(text);
      this.result = this.compute(this.drawn(), this.grids);
      this.handOver(view);
      return view;
    }

    // what the picture uses of the computed values, and its tables
    handOver(view) {
      const { readouts, tables } = this.result, knobs = this.drawn();
      for (const name of this.signals) {
        if (name in readouts) view.signal(name, readouts[name]);
        else if (name in knobs) view.signal(name, knobs[name]);
      }
      for (const [name, columns] of Object.entries(tables)) {
        view.signal("_" + name, Object.fromEntries(Object.entries(columns).map(([column, cells]) =>
          [column, Array.isArray(cells) ? cells.map((cell) => view.tint(cell)) : cells])));
      }
    }

    // a view in the page's present theme, in place of the last one; the reader's settings stay
    async paint() {
      const view = this.makeView(inTheme, "canvas"), begun = this.result;
      await this.fill(view.initialize(this.stage)).runAsync();
      if (this.view) this.view.finalize();
      this.view = view;
      if (this.result !== begun) {  // moved meanwhile
        this.handOver(view);
        await view.runAsync();
      }
    }

    // the name of the dot under a pointer or a finger, beside it
    tell(event, name) {
      if (!name && event?.pointerType === "touch") return;  // a finger that is lifted has not moved away
      this.tip.hidden = !name;
      if (!name) return;
      const { left, top, width } = this.frame.getBoundingClientRect(), [x, y] = [event.clientX - left, event.clientY - top];
      this.tip.textContent = name;
      this.tip.style.translate = `calc(${x}px - ${x > width / 2 ? 100 : 0}%) calc(${y}px + ${y < 40 ? "1.4rem" : "-100% - 0.5rem"})`;
    }

    // as large as the frame; one that is folded away keeps the size that the picture was made for
    fill(view) {
      const { clientWidth: width, clientHeight: height } = this.frame;
      return width && height ? view.width(width).height(height) : view;
    }

    async start() {
      this.stage = document.createElement("div");
      this.stage.className = "exhibit-stage";
      this.tip = document.createElement("div");
      this.tip.className = "exhibit-tip";
      this.tip.hidden = true;
      await this.paint();
      this.frame.append(this.stage, this.tip);
      started.add(this);
      new ResizeObserver(() => {
        const { clientWidth: width, clientHeight: height } = this.frame;
        if (width !== this.view.width() || height !== this.view.height()) this.fill(this.view).runAsync();
      }).observe(this.frame);
      this.holdAnswer();
      const stick = () => this.stick();
      new ResizeObserver(stick).observe(this.look);
      window.addEventListener("resize", stick);
      this.stop = () => {
        started.delete(this);
        window.removeEventListener("resize", stick);
        this.view.finalize();
      };
      this.figure.querySelectorAll("[data-knob]").forEach((field) => this.listen(field));
      this.figure.querySelectorAll("[data-box]").forEach((box) => this.listenToBox(box));
      this.figure.querySelectorAll(".exhibit-step").forEach((button) => this.listenToStep(button));
      const all = this.figure.querySelectorAll(".exhibit-all");
      for (const button of all) button.addEventListener("click", () => {
        const open = this.figure.classList.toggle("exhibit-unfolded");
        all.forEach((each) => each.setAttribute("aria-expanded", open));
      });
      this.figure.querySelector(".exhibit-reset").addEventListener("click", () => this.reset());
      const menu = this.presetMenu;
      if (menu) menu.addEventListener("change", () => menu.value && this.set(this.presets[menu.value], null, true));
      const commit = this.figure.querySelector(".exhibit-commit");
      if (commit) commit.addEventListener("click", () => this.reveal(true));
      this.figure.querySelector("fieldset").disabled = false;
      this.figure.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
      const take = this.figure.querySelector(".exhibit-take");
      take.addEventListener("toggle", async () => {
        await this.around.fetch(take);
        this.showTake();
      }, { once: true });
      this.figure.exhibit = this;
      this.around.begin(this);
      this.figure.classList.add("exhibit-started");
      performance.mark(this.figure.id);
    }

    // the answer keeps the height that it once needed, so that what stands below stays where it is while a knob turns; and a box whose
    // size is known is laid out without the page around it.  Another width is another height
    holdAnswer() {
      const answer = this.figure.querySelector(".exhibit-answer");
      let known = 0, held = 0;
      new ResizeObserver(([{ contentRect: { width, height } }]) => {
        if (!width || width === known && height <= held || onPaper.matches) return;
        [known, held] = [width, height];
        answer.style.setProperty("--held", `${height}px`);
        answer.classList.add("exhibit-held");
      }).observe(answer.firstElementChild);
    }

    // answer and chart stay in view while the controls pass under them, where that leaves room for a control, or beside them
    stick() {
      const top = header?.offsetHeight ?? 0, height = this.look.offsetHeight, { style, classList } = this.figure;
      const { display, fontSize } = getComputedStyle(this.figure), room = display === "grid" ? 0 : 6.5 * parseFloat(fontSize);
      style.setProperty("--top", `${top}px`);
      style.setProperty("--view", `${height}px`);
      classList.toggle("exhibit-sticks", top + height + room <= window.innerHeight);
    }

    // the guess is made: show the answer, the picture and the other knobs
    reveal(byHand) {
      this.figure.removeAttribute("data-guessing");
      if (byHand) {
        this.figure.querySelector(".exhibit-answer").focus({ preventScroll: true });
        this.figure.scrollIntoView();
      }
      this.draw();
    }

    field(name) { return this.figure.querySelector(`[data-knob="${name}"]`); }
    box(name) { return this.figure.querySelector(`[data-box="${name}"]`); }

    listen(field) {
      const name = field.dataset.knob;
      const knob = this.knobs[name];
      field.addEventListener("input", () => {
        const value = knob.log ? 10 ** Number(field.value) : Number(field.value);
        this.set({ [name]: knob.options ? value : nearest(knob, value) }, field);
      });
      // from where it stands, which is seldom one of the slider's own places
      if (!knob.options) field.addEventListener("keydown", (event) => {
        const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        this.step(name, way);
      });
    }

    step(name, way) {
      this.set({ [name]: stepped(this.knobs[name], this.state[name], Number(this.field(name).step), way) });
    }

    // one step when it is pressed, and more while it is held
    listenToStep(button) {
      const { of: name, step: way } = button.dataset;
      let held = 0, many = false;
      const again = () => {
        many = true;
        this.step(name, Number(way));
        held = setTimeout(again, 60);
      };
      button.addEventListener("pointerdown", () => {
        many = false;
        held = setTimeout(again, 400);
      });
      for (const end of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(end, () => clearTimeout(held));
      button.addEventListener("click", () => many || this.step(name, Number(way)));
      button.addEventListener("contextmenu", (event) => event.preventDefault());
    }

    listenToBox(box) {
      const name = box.dataset.box;
      const knob = this.knobs[name];
      const unit = this.units[knob.unit];
      box.addEventListener("input", () => {
        const { value } = parse(box.value, unit);
        if (nearest(knob, value) === value) this.set({ [name]: value }, box);
      });
      box.addEventListener("change", () => {
        const { value, remark } = parse(box.value, unit), typed = `“${box.value.trim()}”`;
        const range = `${knob.label} runs from ${say(knob.low, unit)} to ${say(knob.high, unit)}`;
        const note = remark ? `${typed} ${remark}.` : "";
        if (Number.isNaN(value)) this.complain(box, `${note || `${typed} is not a number that can be read here.`} ${range}; write it as ${say(knob.default, unit)}.`);
        else if (value < knob.low || value > knob.high) this.complain(box, `${range}; ${say(value, unit)} is outside. ${note}`);
        else if (nearest(knob, value) !== value) this.complain(box, `${knob.label} is a whole number; ${typed} is none. ${note}`);
        else {
          this.show(name);
          if (note) this.complain(null, note);
        }
      });
    }

    complain(box, message) {
      this.error.textContent = message;
      this.error.hidden = false;
      if (box) box.setAttribute("aria-invalid", "true");
    }

    set(settings, from, isPreset) {
      for (const [name, value] of Object.entries(settings)) {
        this.state[name] = value;
        this.due.set(name, from);
      }
      if (!this.error.hidden) {
        const others = [...this.figure.querySelectorAll("[aria-invalid]")].filter((box) => !(box.dataset.box in settings));
        this.error.hidden = !others.length;
      }
      if (this.presetMenu?.value && !isPreset) this.presetMenu.value = "";
      if (!this.pending) {
        this.pending = true;
        requestAnimationFrame(() => this.draw());
      }
    }

    reset() {
      this.set(this.defaults());
    }

    // a knob's own fields, except the one that is being used
    show(name, from) {
      const knob = this.knobs[name];
      const field = this.field(name);
      const value = this.state[name];
      if (knob.options) {
        if (field !== from) field.value = value;
        for (const part of this.figure.querySelectorAll(`[data-with="${name}"]`)) part.hidden = Number(part.dataset.optionNumber) !== value;
        return;
      }
      const unit = this.units[knob.unit];
      if (field !== from) field.value = knob.log ? Math.log10(value) : value;
      field.setAttribute("aria-valuetext", aloud(value, knob.unit));
      const box = this.box(name);
      if (box !== from) box.value = writeNumber(value, unit);
      if (box.hasAttribute("aria-invalid")) box.removeAttribute("aria-invalid");
    }

    // all that a move changes is written in its frame, so that the browser lays it out once
    async draw() {
      this.pending = false;
      this.due.forEach((from, name) => this.show(name, from));
      this.due.clear();
      this.result = this.compute(this.drawn(), this.grids);
      this.handOver(this.view);
      await this.view.runAsync();
      this.speak();
    }

    // before a guess the page says what it said: on paper that is the default, whole
    speak() {
      clearTimeout(this.speaking);
      this.around.moved(this);
      if (this.guessing) return;
      for (const place of this.conditions) {
        const [, not, name] = place.dataset.when.match(/^(not )?(.*)$/);
        const hidden = Boolean(this.read(name)) === Boolean(not);
        if (place.hidden !== hidden) place.hidden = hidden;
      }
      for (const place of this.values) {
        write(place, say(this.read(place.dataset.value), this.units[place.dataset.unit]));
      }
      for (const place of this.options) write(place, this.knobs[place.dataset.option].options[this.state[place.dataset.option]]);
      this.figure.classList.toggle("exhibit-moved", this.part() !== "");
      this.speaking = setTimeout(() => {
        const answer = this.answer((place) => (place.dataset?.value ? aloud(this.read(place.dataset.value), place.dataset.unit) : place.textContent));
        this.live.textContent = answer;
        this.frame.setAttribute("aria-label", `${this.picture} ${answer}`);
        if (this.renewTake) this.renewTake();
      }, 600);
    }

    // what a knob or a readout is now
    read(name) { return Number(name in this.state ? this.state[name] : this.result.readouts[name]); }

    // the sentences that show, as they are written, or with other words for each of their parts
    answer(words = (place) => place.textContent) {
      const sentences = [...this.figure.querySelectorAll(".exhibit-said > span:not([hidden])")];
      return sentences.map((span) => [...span.childNodes].map(words).join("").trim()).join(" ");
    }

    showTake() { this.renewTake = window.exhibits.take(this); }
  }

  // ---- start an exhibit ----

  // `program` is what it computes with, {compute, grids}; `around` is what its surroundings do for it: begin(exhibit) where the
  // reader left off, know when it has moved(exhibit), fetch(place) what hands things out, and give its link(exhibit), which is called `linked`
  async function start(figure, program, vega, around) {
    try {
      teach(vega);
      await new Exhibit(figure, program, vega, around).start();
    } catch (problem) {
      admit(figure.querySelector(".exhibit-controls"), "This exhibit cannot be moved in this browser, so it stands at its default.");
      throw problem;
    }
  }

  window.exhibits = { say, parse, start, inLight };
  if (!here) return;  // what follows is a page's

  // ---- start each exhibit of a page when it comes near the view ----

  const onPage = {
    begin(exhibit) {
      const part = readAddress()?.get(exhibit.key);
      if (part !== undefined) exhibit.follow(part);
    },
    moved: remember,
    fetch: (take) => arrived(["take.js"], take, "The part of this page that hands out links, data and code did not arrive."),
    linked: "Link",
    link(exhibit) {
      const part = exhibit.part();
      return location.href.replace(/#.*/s, "") + "#" + exhibit.key + (part ? ":" + part : "");
    },
  };

  async function startHere(figure) {
    const form = figure.querySelector(".exhibit-controls");
    const needed = ["vega.min.js", figure.querySelector(".exhibit-function").dataset.file];
    await arrived(needed, form, "The part of this page that moves its exhibits did not arrive, so this one stands at its default.");
    await start(figure, window.exhibitFunctions[figure.id], window.vega, onPage);
  }

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        near.unobserve(entry.target);
        startHere(entry.target);
      }
    }
  }, { rootMargin: "600px" });
  document.querySelectorAll("figure.exhibit").forEach((figure) => {
    figure.classList.add("exhibit-scripted");
    near.observe(figure);
  });

  // ---- what is out of sight: each section is set aside with the height that it has, so that nothing moves on the page ----

  const frame = () => new Promise(requestAnimationFrame);
  async function setAside() {
    const sections = [...document.querySelectorAll(".bd-article > section > section")];
    for (const section of sections) section.classList.remove("exhibit-aside");
    await frame();
    await frame();  // only then does the browser forget the heights that the sections had at another width
    const heights = sections.map((section) => section.getBoundingClientRect().height);
    sections.forEach((section, i) => {
      section.style.setProperty("--full", `${heights[i]}px`);
      section.classList.add("exhibit-aside");
    });
  }
  let width = 0, settling = 0;
  window.addEventListener("load", () => document.fonts.ready.then(() => new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width || onPaper.matches) return;
    width = contentRect.width;
    clearTimeout(settling);
    settling = setTimeout(setAside, 200);
  }).observe(document.querySelector(".bd-article"))));

  // ---- links: go to the exhibit that the address names, now and whenever the address changes ----

  function follow() {
    clearTimeout(remembering);
    const parts = readAddress();
    if (!parts) return;
    const named = [...parts.keys()].map((key) => document.getElementById(key)).filter((figure) => figure?.matches("figure.exhibit"));
    const first = named[0] || document.querySelector("figure.exhibit");
    if (!named.length) {
      const note = first.querySelector(".exhibit-error");
      note.textContent = "The link names no exhibit of this page, so all stand at their defaults.";
      note.hidden = false;
    }
    first.scrollIntoView();
    for (const figure of named) if (figure.exhibit) figure.exhibit.follow(parts.get(figure.id));
  }
  window.addEventListener("hashchange", follow);
  follow();
  // the drawing program is fetched while the reader still reads, so that it is there when the first exhibit comes near
  window.addEventListener("load", () => {
    const files = [...document.querySelectorAll(".exhibit-function")].map((place) => place.dataset.file);
    ["vega.min.js", ...files].forEach((file) => load(file).catch(() => {}));
  });
})();
