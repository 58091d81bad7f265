/* Numbers as people write them, written and read.  The marks and the units are those of scalinglaws/units.py, which stand in
   window.numberRules before this file; the same functions write the page, the boxes and the axes of the charts. */
window.numbersBy = function (rules) {
  "use strict";

  const { marks, units, aloud: spoken } = rules;
  const SIGNS = "-0123456789", superscript = marks.superscripts;
  const tenTo = (power) => Number("1e" + power);

  // ---- writing: as units.py does, operation by operation ----

  function round(value, digits) {
    let exponent = Math.floor(Math.log10(value));
    if (tenTo(exponent) > value) exponent -= 1;
    if (tenTo(exponent + 1) <= value) exponent += 1;
    const places = exponent - digits + 1;
    const scaled = places >= 0 ? value / tenTo(places) : value * tenTo(-places);
    const whole = Math.floor(scaled + 0.5);
    return whole === tenTo(digits) ? [tenTo(digits - 1), exponent + 1] : [whole, exponent];
  }

  function placePoint(whole, digits, exponent, grouped) {
    const text = String(whole);
    let before, after;
    if (exponent < 0) { before = "0"; after = "0".repeat(-exponent - 1) + text; }
    else if (exponent >= digits - 1) { before = text + "0".repeat(exponent - digits + 1); after = ""; }
    else { before = text.slice(0, exponent + 1); after = text.slice(exponent + 1); }
    if (grouped) for (let place = before.length - marks.group; place > 0; place -= marks.group) {
      before = before.slice(0, place) + marks.separator + before.slice(place);
    }
    after = after.replace(/0+$/, "");
    return before + (after ? marks.decimal + after : "");
  }

  function power(whole, digits, exponent, signs) {
    const mantissa = placePoint(whole, digits, 0, false);
    const places = [...String(exponent)].map((c) => signs.superscripts[SIGNS.indexOf(c)]).join("");
    return (mantissa === "1" ? "" : mantissa + signs.times) + signs.ten + places;
  }

  // without prefix and suffix
  function number(value, unit, signs = marks) {
    const ones = unit.steps[0][1], sign = value < 0 ? signs.minus : "";
    if (Number.isNaN(value)) return signs.undefined + ones;
    if (!Number.isFinite(value)) return sign + signs.infinity + ones;
    let size = Math.abs(unit.down ? Math.floor(value) : value);
    if (size < marks.tiny) return "0" + ones + unit.mark;
    size *= unit.times;
    let digits = unit.digits;
    if (unit.whole) digits = Math.max(digits, Math.min(round(size, digits)[1] + 1, marks.exact));
    const [whole, exponent] = round(size, digits);
    if (exponent < unit.low || exponent >= unit.high) return sign + power(whole, digits, exponent, signs) + ones + unit.mark;
    const [step, letter] = unit.steps.findLast(([from]) => from <= exponent) || [0, ones];
    return sign + placePoint(whole, digits, exponent - step, unit.grouped) + letter + unit.mark;
  }

  // with its unit, in a sentence
  function say(value, unit, signs = marks) {
    const written = number(value, unit, signs);
    return unit.prefix + written + (unit.one && written === "1" ? unit.one : unit.suffix);
  }

  // the same in words, for who hears it, with a unit by its name
  const aloud = (value, unit) => say(value, { ...units[unit], ...spoken.units[unit] }, spoken.marks);

  // where its unit stands beside it: in a box or on an axis
  const write = (value, unit) => unit.prefix + number(value, unit);

  // ---- reading: whatever is written above, and what people type instead ----

  const inGroups = (text, gap) => {
    const [first, ...rest] = text.split(gap);
    return rest.length > 0 && /^\d+$/.test(first) && first.length <= marks.group && rest.every((part) => /^\d+$/.test(part) && part.length === marks.group);
  };

  // a numeral as { whole, decimals }, or null if it is none; `mark` is its point or comma where that may mean either thing
  function readNumeral(numeral) {
    const text = numeral.trim().replace(/[\s'’_]/g, " ");
    const points = text.match(/[.,]/g) || [];
    const last = points.at(-1);
    let decimal = points.filter((point) => point === last).length === 1 ? last : undefined;
    // "1,234" stands in groups, as it is written here; "1,5", "0,125" and "1.234" do not
    const either = points.length === 1 && last !== marks.decimal && inGroups(text, last) && text[0] !== "0";
    if (either && last === marks.separator) decimal = undefined;
    const [whole, decimals = ""] = decimal ? text.split(decimal) : [text];
    const gap = whole.match(/\D/)?.[0];
    if ((gap && !inGroups(whole, gap)) || /\D/.test(decimals) || !/\d/.test(text)) return null;
    return { whole: whole.replace(/\D/g, ""), decimals, mark: either ? last : "" };
  }

  // "72B", "72 billion", "5.76e23", "5.76 × 10²³", "1,5", "1.234,5", "$1,000", "40%" → { value, remark }: value is NaN where
  // it is no number; the remark says what is wrong, or how it was read where it may have been meant otherwise
  function parse(text, unit) {
    const low = (part) => part.trim().toLowerCase();
    let plain = low(low(text).replace(low(unit.prefix), "")).replace(/[−–]/g, "-");
    plain = plain.replace(new RegExp(`[${superscript.join("")}]+`, "g"), (run) => "^" + [...run].map((c) => SIGNS[superscript.indexOf(c)]).join(""));
    const suffix = [unit.suffix, unit.one].map(low).find((end) => end && plain.endsWith(end));
    if (suffix) plain = low(plain.slice(0, -suffix.length));
    const marked = Boolean(unit.mark) && plain.endsWith(unit.mark);
    if (marked) plain = low(plain.slice(0, -unit.mark.length));
    else if (plain.endsWith("%")) return { value: NaN, remark: "is in per cent, and this is no share" };
    const match = plain.match(/^(-?)\+?([\d.,\s'’_]*?)\s*(?:e([-+]?\d+)|([×x*·]?)\s*10\s*(?:\^|\*\*)\s*([-+]?\d+))?\s*([^\d.,]*)$/);
    const [, sign, numeral, exponent, times, tens, letters] = match || [];
    const steps = { ...marks.words, ...Object.fromEntries(unit.steps.map(([step, letter]) => [low(letter), step])), "": 0 };
    const found = tens && !numeral ? { whole: "1", decimals: "", mark: "" } : readNumeral(numeral || "");
    if (!found || !Object.hasOwn(steps, letters) || (tens && Boolean(times) !== Boolean(numeral))) return { value: NaN, remark: "" };
    const value = Number(`${sign}${found.whole}.${found.decimals}e${Number(exponent || tens || 0) + steps[letters]}`) / unit.times;
    let remark = "";
    if (found.mark) {
      const group = text.trim().replace(found.mark, ""), decimal = text.trim().replace(found.mark, marks.decimal);
      const name = found.mark === "," ? "comma" : "point";
      if (found.mark === marks.separator) remark = `is read as ${group}, its ${name} between groups of digits as on this page; for decimals, write ${decimal}`;
      else remark = `is read as ${decimal}, its ${name} before decimals; for groups of digits, write ${group}`;
    } else if (unit.mark && !marked && value && Math.abs(value * unit.times) <= 1) {
      remark = `is read as ${write(value, unit)}; for a share of ${text.trim()} write ${write(value * unit.times, unit)}`;
    }
    return { value, remark };
  }

  // Vega's expressions may call these, with a unit by its name
  function teach(vega) {
    const how = (unit, digits) => (digits ? { ...units[unit], digits } : units[unit]);
    vega.expressionFunction("say", (value, unit, digits) => say(value, how(unit, digits)));
    vega.expressionFunction("write", (value, unit, digits) => write(value, how(unit, digits)));
  }

  return { units, number, say, aloud, write, parse, teach };
};
