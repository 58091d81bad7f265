/* Brings the exhibits of a page to life: knobs in, numbers out, words and picture updated in one frame.
   The formulas are in each exhibit's own function, traced from the Python library and written when the book was built; none is
   here.  Vega draws what that function computes. */
(function () {
  "use strict";

  // ---- numbers as people write them: the rules of scalinglaws/units.py ----

  const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  const tenTo = (power) => Number("1e" + power);

  function round(value, digits) {
    let exponent = Math.floor(Math.log10(value));
    if (tenTo(exponent) > value) exponent -= 1;
    if (tenTo(exponent + 1) <= value) exponent += 1;
    const places = exponent - digits + 1;
    const scaled = places >= 0 ? value / tenTo(places) : value * tenTo(-places);
    const whole = Math.floor(scaled + 0.5);
    return whole === tenTo(digits) ? [tenTo(digits - 1), exponent + 1] : [whole, exponent];
  }

  function placePoint(whole, digits, exponent) {
    const text = String(whole);
    let before, after;
    if (exponent < 0) { before = "0"; after = "0".repeat(-exponent - 1) + text; }
    else if (exponent >= digits - 1) { before = text + "0".repeat(exponent - digits + 1); after = ""; }
    else { before = text.slice(0, exponent + 1); after = text.slice(exponent + 1); }
    after = after.replace(/0+$/, "");
    return before.replace(/\B(?=(\d{3})+$)/g, ",") + (after ? "." + after : "");
  }

  function power(whole, digits, exponent) {
    if (exponent >= -3 && exponent < 4) return placePoint(whole, digits, exponent);
    const mantissa = placePoint(whole, digits, 0);
    return (mantissa === "1" ? "" : mantissa + " × ") + "10" + [...String(exponent)].map((c) => SUPERSCRIPTS[c]).join("");
  }

  function number(value, unit) {
    if (Number.isNaN(value)) return "undefined";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    if (unit.style === "year") return BigInt(Math.floor(value)).toString();
    const percent = unit.style === "percent" ? "%" : "";
    if (Math.abs(value) < 1e-290) return "0" + percent;
    const sign = value < 0 ? "−" : "";
    const size = Math.abs(value) * (percent ? 100 : 1);
    let digits = unit.digits;
    if (unit.style === "plain" || percent) digits = Math.max(digits, Math.min(round(size, digits)[1] + 1, 15));
    const [whole, exponent] = round(size, digits);
    if (unit.style === "scaled") {
      if (exponent < -3 || exponent >= 3 * unit.steps.length) return sign + power(whole, digits, exponent);
      const step = Math.max(Math.floor(exponent / 3), 0);
      return sign + placePoint(whole, digits, exponent - 3 * step) + unit.steps[step];
    }
    if (unit.style === "power" || exponent < -4 || exponent >= 15) return sign + power(whole, digits, exponent) + percent;
    return sign + placePoint(whole, digits, exponent) + percent;
  }

  function say(value, unit) {
    const written = number(value, unit);
    return unit.prefix + written + (unit.one && written === "1" ? unit.one : unit.suffix);
  }

  // "72B", "72 billion", "5.76e23", "5.76 × 10²³", "$1,000", "40%" → a number; NaN when it is none
  const SCALES = { k: 1e3, thousand: 1e3, m: 1e6, million: 1e6, g: 1e9, b: 1e9, bn: 1e9, billion: 1e9, t: 1e12, trillion: 1e12, p: 1e15 };

  function parse(text, unit) {
    let plain = text.trim().toLowerCase().replace(/−/g, "-").replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (run) =>
      "^" + [...run].map((c) => Object.keys(SUPERSCRIPTS).find((key) => SUPERSCRIPTS[key] === c)).join(""));
    plain = plain.replace(/^\$/, "").replace(/,/g, "");
    const suffix = unit.suffix.trim().toLowerCase();
    if (suffix && plain.endsWith(suffix)) plain = plain.slice(0, -suffix.length);
    plain = plain.replace(/\s*[×x*]\s*10\^?\s*(-?\d+)/, "e$1").replace(/^10\^(-?\d+)/, "1e$1").trim();
    const match = plain.match(/^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*([a-z]*|%)$/);
    if (!match) return NaN;
    const scale = match[2] === "" ? 1 : match[2] === "%" ? 1 : SCALES[match[2]];
    if (scale === undefined) return NaN;
    return Number(match[1]) * scale / (unit.style === "percent" ? 100 : 1);
  }

  // ---- scripts beside this one, fetched when they are first needed ----

  const here = document.currentScript.src;
  const loading = {};
  function load(name) {
    loading[name] = loading[name] || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(name, here).href + (name.includes("?") ? "" : new URL(here).search);
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${name} did not load`));
      document.head.append(script);
    });
    return loading[name];
  }

  // ---- settings in the address: #which-model:C=5.76e23,law=epoch-refit;next-ten:C=1e25 ----

  const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

  // exhibit key → its part of the address, as text; null where the address is an ordinary anchor
  function readAddress() {
    let text;
    try { text = decodeURIComponent(location.hash.slice(1)); } catch { text = location.hash.slice(1); }
    if (!text.includes(":")) return null;
    return new Map(text.split(";").map((part) => [part.split(":", 1)[0], part.slice(part.indexOf(":") + 1)]));
  }

  // settings from a part of the address: what can be used, and a sentence on each thing that cannot
  function readSettings(part, knobs, units) {
    const settings = {}, problems = [];
    for (const [, name, text] of (part.slice(0, 2000).matchAll(/([^,=]*)=?([^,]*)(?:,|$)/g))) {
      if (!name && !text) continue;
      const knob = Object.hasOwn(knobs, name) ? knobs[name] : null;
      if (!knob) problems.push(`it sets “${name}”, which this exhibit does not have`);
      else if (knob.options) {
        const found = knob.options.findIndex((option) => slug(option) === text);
        if (found < 0) problems.push(`${knob.label} has no choice “${text}”`);
        else settings[name] = found;
      } else {
        const unit = units[knob.unit];
        const value = text.trim() === "" ? NaN : Number(text);
        if (Number.isNaN(value)) problems.push(`${knob.label} cannot be “${text}”, which is not a number`);
        else if (value < knob.low || value > knob.high) {
          settings[name] = Math.min(Math.max(value, knob.low), knob.high);
          problems.push(`${knob.label} runs from ${say(knob.low, unit)} to ${say(knob.high, unit)}, so it is set to ${say(settings[name], unit)}`);
        } else settings[name] = value;
      }
    }
    return { settings, problems };
  }

  // the address keeps up with the exhibits, a moment after the reader pauses; an untouched exhibit is not in it
  let remembering = 0;
  function remember() {
    clearTimeout(remembering);
    remembering = setTimeout(() => {
      const parts = readAddress() || new Map();
      for (const exhibit of started) {
        const part = exhibit.part();
        if (part) parts.set(exhibit.figure.id, part);
        else parts.delete(exhibit.figure.id);
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
    const style = getComputedStyle(document.documentElement);
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

  const started = new Set();
  new MutationObserver(() => started.forEach((exhibit) => exhibit.paint())).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });

  // ---- one exhibit ----

  class Exhibit {
    constructor(figure, vega) {
      this.figure = figure;
      this.vega = vega;
      const data = JSON.parse(figure.querySelector(".exhibit-program").textContent);
      this.spec = JSON.stringify(data.spec);
      this.signals = data.spec.signals.map(({ name }) => name);
      const { compute, grids } = window.exhibitFunctions[figure.id];
      this.compute = compute;
      this.grids = Object.fromEntries(Object.entries(grids).map(([name, grid]) => [name, columnsOf(grid)]));
      const { knobs, units, presets, before, picture, question, code, data: tables } = data;
      Object.assign(this, { knobs, units, presets, before, picture, question, code, tables });
      this.frame = figure.querySelector(".exhibit-chart");
      this.values = [...figure.querySelectorAll("[data-value]")];
      this.options = [...figure.querySelectorAll("[data-option]")];
      this.conditions = [...figure.querySelectorAll("[data-when]")];
      this.error = figure.querySelector(".exhibit-error");
      this.live = figure.querySelector(".exhibit-live");
      this.state = this.defaults();
    }

    defaults() { return Object.fromEntries(Object.entries(this.knobs).map(([name, knob]) => [name, knob.default])); }

    get guessing() { return this.figure.classList.contains("exhibit-guessing"); }

    // what is drawn: the reader's settings, or until the guess is made those that hide the answer
    drawn() { return this.guessing ? { ...this.state, ...this.before } : this.state; }

    // what differs from the default, for the address
    part() {
      return Object.entries(this.state).filter(([name, value]) => value !== this.knobs[name].default).map(([name, value]) =>
        `${name}=${this.knobs[name].options ? slug(this.knobs[name].options[value]) : String(value).replace("e+", "e")}`).join(",");
    }

    // a link names this exhibit: its settings, and a word on what could not be read
    follow(part) {
      const { settings, problems } = readSettings(part, this.knobs, this.units);
      if (this.guessing) this.reveal(false);
      this.set({ ...this.defaults(), ...settings });
      if (problems.length) this.complain(null, `About the link: ${problems.join("; ")}. What it does not set stands at its default.`);
    }

    // a view at the reader's settings, its colours looked up by `inColours`
    makeView(inColours, renderer) {
      const runtime = this.vega.parse(JSON.parse(inColours(this.spec)), null, { ast: true });
      const view = new this.vega.View(runtime, { renderer, hover: false, expr: this.vega.expressionClosures });
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
      const view = this.makeView(inTheme, "canvas");
      await view.initialize(this.stage).width(this.frame.clientWidth).runAsync();
      if (this.view) this.view.finalize();
      this.view = view;
    }

    async start() {
      this.stage = document.createElement("div");
      this.stage.className = "exhibit-stage";
      if (this.guessing) this.frame.setAttribute("aria-label", this.picture);
      await this.paint();
      this.frame.append(this.stage);
      started.add(this);
      new ResizeObserver(() => {
        if (this.frame.clientWidth && this.frame.clientWidth !== this.view.width()) {
          this.view.width(this.frame.clientWidth).runAsync();
        }
      }).observe(this.frame);
      this.holdAnswer();
      this.figure.querySelectorAll("[data-knob]").forEach((field) => this.listen(field));
      this.figure.querySelectorAll("[data-box]").forEach((box) => this.listenToBox(box));
      this.figure.querySelector(".exhibit-reset").addEventListener("click", () => this.reset());
      const presets = this.figure.querySelector(".exhibit-presets");
      if (presets) presets.addEventListener("change", () => presets.value && this.set(this.presets[presets.value], null, true));
      const commit = this.figure.querySelector(".exhibit-commit");
      if (commit) commit.addEventListener("click", () => this.reveal(true));
      this.figure.querySelector("fieldset").disabled = false;
      this.figure.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
      const take = this.figure.querySelector(".exhibit-take");
      take.addEventListener("toggle", () => load("take.js").then(() => this.showTake()), { once: true });
      this.figure.exhibit = this;
      const part = readAddress()?.get(this.figure.id);
      if (part !== undefined) this.follow(part);
      this.figure.classList.add("exhibit-started");
      performance.mark(this.figure.id);
    }

    // the answer keeps the height that it once needed, so that what stands below stays where it is while a knob turns
    holdAnswer() {
      const answer = this.figure.querySelector(".exhibit-answer");
      let known = 0;
      new ResizeObserver(([{ contentRect: { width, height } }]) => {
        if (known && width !== known) requestAnimationFrame(() => { answer.style.minHeight = ""; });
        else if (height) answer.style.minHeight = `max(4.5em, ${height}px)`;
        known = width;
      }).observe(answer);
    }

    // the guess is made: show the answer, the picture and the other knobs
    reveal(byHand) {
      this.figure.classList.remove("exhibit-guessing");
      this.figure.querySelector(".exhibit-commit").hidden = true;
      if (byHand) this.field(this.figure.dataset.guess).focus();
      this.draw();
    }

    field(name) { return this.figure.querySelector(`[data-knob="${name}"]`); }
    box(name) { return this.figure.querySelector(`[data-box="${name}"]`); }

    listen(field) {
      const name = field.dataset.knob;
      const knob = this.knobs[name];
      field.addEventListener("input", () => {
        let value = Number(field.value);
        if (knob.log) value = Math.min(Math.max(10 ** value, knob.low), knob.high);
        this.set({ [name]: value }, field);
      });
    }

    listenToBox(box) {
      const name = box.dataset.box;
      const knob = this.knobs[name];
      const unit = this.units[knob.unit];
      box.addEventListener("input", () => {
        const value = parse(box.value, unit);
        if (value >= knob.low && value <= knob.high) this.set({ [name]: value }, box);
      });
      box.addEventListener("change", () => {
        const value = parse(box.value, unit);
        const range = `${knob.label} runs from ${say(knob.low, unit)} to ${say(knob.high, unit)}`;
        if (Number.isNaN(value)) this.complain(box, `“${box.value}” is not a number that can be read here. ${range}; write it as ${say(knob.default, unit)}.`);
        else if (value < knob.low || value > knob.high) this.complain(box, `${range}; ${say(value, unit)} is outside.`);
        else this.show(name);
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
        this.show(name, from);
      }
      if (!this.error.hidden && !this.figure.querySelector("[aria-invalid]")) this.error.hidden = true;
      const presets = this.figure.querySelector(".exhibit-presets");
      if (presets && !isPreset) presets.value = "";
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
      field.setAttribute("aria-valuetext", say(value, unit));
      const box = this.box(name);
      if (box !== from) box.value = unit.prefix + number(value, unit);
      if (box.hasAttribute("aria-invalid")) box.removeAttribute("aria-invalid");
    }

    async draw() {
      this.pending = false;
      this.result = this.compute(this.drawn(), this.grids);
      this.handOver(this.view);
      await this.view.runAsync();
      this.speak();
    }

    speak() {
      const read = (name) => (name in this.state ? this.state[name] : this.result.readouts[name]);
      for (const place of this.conditions) {
        const [, not, name] = place.dataset.when.match(/^(not )?(.*)$/);
        const hidden = Boolean(read(name)) === Boolean(not);
        if (place.hidden !== hidden) place.hidden = hidden;
      }
      for (const place of this.values) {
        write(place, say(Number(read(place.dataset.value)), this.units[place.dataset.unit]));
      }
      for (const place of this.options) write(place, this.knobs[place.dataset.option].options[this.state[place.dataset.option]]);
      this.figure.classList.toggle("exhibit-moved", this.part() !== "");
      clearTimeout(this.speaking);
      this.speaking = setTimeout(() => {
        const answer = this.guessing ? "" : this.answer();
        this.live.textContent = answer;
        this.frame.setAttribute("aria-label", `${this.picture} ${answer}`.trim());
        if (this.renewTake) this.renewTake();
      }, 600);
      remember();
    }

    answer() {
      const sentences = [...this.figure.querySelectorAll(".exhibit-answer > span:not([hidden])")];
      return sentences.map((span) => span.textContent.trim()).join(" ");
    }

    showTake() { this.renewTake = window.exhibits.take(this); }
  }

  // ---- start each exhibit when it comes near the view ----

  async function start(figure) {
    await Promise.all([load("vega.min.js"), load(figure.querySelector(".exhibit-function").dataset.file)]);
    await new Exhibit(figure, window.vega).start();
  }

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        near.unobserve(entry.target);
        start(entry.target);
      }
    }
  }, { rootMargin: "600px" });
  document.querySelectorAll("figure.exhibit").forEach((figure) => {
    if (figure.dataset.guess) {
      figure.classList.add("exhibit-guessing");
      figure.querySelector(".exhibit-commit").hidden = false;
      figure.querySelector(`[data-knob="${figure.dataset.guess}"]`).closest(".exhibit-control").classList.add("exhibit-guess");
    }
    near.observe(figure);
  });

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
    load("vega.min.js");
    document.querySelectorAll(".exhibit-function").forEach((place) => load(place.dataset.file));
  });

  window.exhibits = { say, parse, start, inLight, slug };
})();
