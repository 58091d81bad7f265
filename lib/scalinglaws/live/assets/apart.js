/* Where a chart's words stand.  Every word has a place, which its chart gives it.  Where another word, a point, a line or the picture's
   edge is in the way, it takes a place near by: mirrored in what it names, above, below or beside it, or a line further.  Of two words
   that find no room for both, the less important is left out until they do.  Words with an edge of paper may move (`marks.text`), unless
   they are given a radius (`theme.row_names`); those of the axes and on bars have none and stay.  All of it is a function of what is drawn, without memory:
   one setting has one picture. */
(function () {
  "use strict";
  const { Dataflow, Marks } = window.vega;

  // ---- the edge: drawn before the letters, and before those of any other word, so that a line never strikes them ----

  const { attr, bound, draw } = Marks.text;
  Marks.text.attr = (emit, item) => {
    attr(emit, item);
    emit("paint-order", "stroke");
  };
  Marks.text.bound = (bounds, item, mode) => (item.stroke && mode !== 2 ? bound(bounds, item, mode).expand(1) : bound(bounds, item, mode));
  Marks.text.draw = function (context, scene, bounds, types) {
    const without = (name) => {
      const kept = scene.items.map((item) => item[name]);
      for (const item of scene.items) item[name] = null;
      draw.call(this, context, scene, bounds, types);
      scene.items.forEach((item, i) => { item[name] = kept[i]; });
    };
    if (scene.items.some((item) => item.stroke)) without("fill");
    without("stroke");
  };

  // ---- what is drawn: boxes are [left, top, right, bottom], lines five numbers in a row, x1, y1, x2, y2 and weight; both from
  // the plot's corner ----

  const shows = (item) => (item.opacity ?? 1) > 0.02;
  // a line as strong as those that a reader looks at has the weight of one, and one that is background has none
  function weightOf(item) {
    const weight = Math.min((item.strokeWidth ?? 1) / 2, 1) * (item.opacity ?? 1);
    return weight < 0.25 ? 0 : weight;
  }
  const boxOf = ({ x1, y1, x2, y2 }, x, y) => [x1 + x, y1 + y, x2 + x, y2 + y];

  function look(group, x, y, seen) {
    for (const mark of group.items) {
      const { marktype, role, items } = mark;
      if (role === "legend") {
        for (const item of items) seen.words.push(boxOf(item.bounds, x, y));
      } else if (marktype === "group") {
        for (const item of items) look(item, x + (item.x || 0), y + (item.y || 0), seen);
      } else if (marktype === "text") {
        seen.marks += 1;
        for (let i = 0; i < items.length; i++) {
          const item = items[i];
          if (!item.text || !shows(item) || Number.isNaN(item.bounds.x1)) continue;
          if (item.stroke && item.radius === undefined) seen.labels.push({ item, x: x + (item.x || 0), y: y + (item.y || 0), order: seen.marks - i / 1000 });
          else seen.words.push(boxOf(item.bounds, x, y));
          if (role === "axis-label") seen.faint = item.fill;
        }
      } else if (role !== "mark") {
        continue;
      } else if (marktype === "symbol") {
        for (const item of items) if (shows(item)) seen.points.push(boxOf(item.bounds, x, y));
      } else if (marktype === "rule") {
        for (const item of items) {
          const weight = weightOf(item);
          if (weight) seen.lines.push(item.x + x, item.y + y, (item.x2 ?? item.x) + x, (item.y2 ?? item.y) + y, weight);
        }
      } else if (marktype === "line") {
        const weight = items.length ? weightOf(items[0]) : 0;
        for (let i = 1; weight && i < items.length; i++) {
          const a = items[i - 1], b = items[i];
          if (a.defined !== false && b.defined !== false) seen.lines.push(a.x + x, a.y + y, b.x + x, b.y + y, weight);
        }
      }
    }
    return seen;
  }

  const meet = (a, b, slack = 0) => a[0] < b[2] && b[0] < a[2] && a[1] + slack < b[3] && b[1] + slack < a[3];

  // the lines that come near a box
  function crossing(lines, [left, top, right, bottom]) {
    const found = [];
    for (let i = 0; i < lines.length; i += 5) {
      const x1 = lines[i], y1 = lines[i + 1], x2 = lines[i + 2], y2 = lines[i + 3];
      if ((x1 > left || x2 > left) && (x1 < right || x2 < right) && (y1 > top || y2 > top) && (y1 < bottom || y2 < bottom)) found.push([x1, y1, x2, y2, lines[i + 4]]);
    }
    return found;
  }

  // how much of a line is in a box
  function inside([x1, y1, x2, y2], [left, top, right, bottom]) {
    if ((x1 < left && x2 < left) || (x1 > right && x2 > right) || (y1 < top && y2 < top) || (y1 > bottom && y2 > bottom)) return 0;
    const dx = x2 - x1, dy = y2 - y1;
    // from and to where on its way the line is between the sides, and between top and bottom
    const [a, b] = dx ? [(left - x1) / dx, (right - x1) / dx] : [0, 1], [c, d] = dy ? [(top - y1) / dy, (bottom - y1) / dy] : [0, 1];
    const within = Math.min(Math.max(a, b), Math.max(c, d), 1) - Math.max(Math.min(a, b), Math.min(c, d), 0);
    return within > 0 ? within * Math.hypot(dx, dy) : 0;
  }

  // whether a line passes between a point and the nearest point of a box; not the line on which the point itself stands
  function parts([x1, y1, x2, y2], x, y, [left, top, right, bottom]) {
    const dx = Math.max(Math.min(x, right), left) - x, dy = Math.max(Math.min(y, bottom), top) - y, far = Math.hypot(dx, dy);
    if (far < 5) return false;
    const side = (px, py) => dx * (py - y) - dy * (px - x);
    if (side(x1, y1) * side(x2, y2) > 0) return false;
    const across = (px, py) => (x2 - x1) * (py - y1) - (y2 - y1) * (px - x1);
    return across(x + (4 / far) * dx, y + (4 / far) * dy) * across(x + dx, y + dy) < 0;
  }

  // ---- places ----

  // where a word may go, as ways from its own place, with what each costs; its box here is from what it names
  function places([left, top, right, bottom]) {
    const over = -left - right, under = -top - bottom, high = bottom - top, wide = (right - left) / 2;
    return [
      [0, 0, 0], [0, under, 1], [over, 0, 1], [over, under, 1.5],
      [over / 2, -5 - bottom, 1.5], [over / 2, 5 - top, 1.5], [8 - left, under / 2, 2], [-8 - right, under / 2, 2],
      [0, -high, 2], [0, high, 2], [over, -high, 2.5], [over, high, 2.5], [-wide, 0, 2.5], [wide, 0, 2.5], [-wide, under, 3], [wide, under, 3],
      [0, -2 * high, 3.5], [0, 2 * high, 3.5], [over, -2 * high, 4], [over, 2 * high, 4],
    ];
  }

  // costs of being in the way of a point and of ten pixels of a line, of a line between a word and what it names, and of being moved ten
  // pixels by the picture's edge
  const POINT = 1.5, LINE = 0.8, BETWEEN = 3, EDGE = 0.5;
  // by how much the boxes of two lines of words may overlap without their letters doing so
  const LEADING = 2;

  function place(view) {
    const plot = view.scenegraph().root.items[0], [x, y] = view._origin, padding = view.padding();
    const inner = [0, 0, plot.width, plot.height];
    const picture = [-x - padding.left, -y - padding.top, view._viewWidth - x + padding.right, view._viewHeight - y + padding.bottom];
    const { labels, words, points, lines, faint } = look(plot, 0, 0, { labels: [], words: [], points: [], lines: [], marks: 0 });
    const weight = ({ item, order }) => (item.fontWeight === "bold" ? 2000 : item.fill === faint ? 0 : 1000) + order;
    labels.sort((a, b) => weight(b) - weight(a));
    for (const { item, x, y } of labels) {
      const { bounds, mark } = item, box = boxOf(bounds, x - (item.x || 0), y - (item.y || 0));
      const limits = mark.clip ? inner : inner.map((edge, i) => (i < 2 ? Math.max(Math.min(edge, box[i]), picture[i]) : Math.min(Math.max(edge, box[i]), picture[i])));
      const outside = mark.clip && (x < -1 || y < -1 || x > plot.width + 1 || y > plot.height + 1);
      const best = outside ? null : choose(box, x, y, limits, words, points, lines);
      if (best) words.push(best.box);
      if (!best || best.way[0] || best.way[1]) set(view, item, best?.way);
    }
  }

  // the cheapest place for a word whose own place is `box`; none if other words have them all
  function choose(box, x, y, limits, words, points, lines) {
    const ways = places([box[0] - x, box[1] - y, box[2] - x, box[3] - y]);
    const high = box[3] - box[1], wide = box[2] - box[0];
    const near = [Math.min(box[0], x) - wide - 10, Math.min(box[1], y) - 2 * high - 10, Math.max(box[2], x) + wide + 10, Math.max(box[3], y) + 2 * high + 10];
    const others = words.filter((other) => meet(near, other)), dots = points.filter((point) => meet(near, point));
    const strokes = crossing(lines, near);
    let best = null;
    for (const [across, down, cost] of ways) {
      if (best && cost >= best.cost) continue;
      const right = Math.max(Math.min(across, limits[2] - box[2]), limits[0] - box[0]);
      const below = Math.max(Math.min(down, limits[3] - box[3]), limits[1] - box[1]);
      const there = [box[0] + right, box[1] + below, box[2] + right, box[3] + below];
      if (others.some((other) => meet(there, other, LEADING))) continue;
      let sum = cost + EDGE / 10 * (Math.abs(right - across) + Math.abs(below - down));
      for (const dot of dots) if (meet(there, dot)) sum += POINT;
      for (let i = 0; i < strokes.length && !(best && sum >= best.cost); i++) {
        sum += LINE / 10 * strokes[i][4] * inside(strokes[i], there);
        if (cost && parts(strokes[i], x, y, there)) sum += BETWEEN * strokes[i][4];
      }
      if (!best || sum < best.cost) best = { cost: sum, way: [right, below], box: there };
    }
    return best;
  }

  // a way from the word's own place is written as a radius and an angle, which no chart of ours uses; without one it is left out
  function set(view, item, way) {
    const { bounds, opacity } = item;
    item.own = { bounds: bounds.clone(), opacity };
    view.dirty(item);
    if (way) {
      const [dx, dy] = way;
      item.radius = Math.hypot(dx, dy);
      item.theta = Math.atan2(dy, dx) + Math.PI / 2;
      bounds.translate(dx, dy);
      view.dirty(item);
    } else item.opacity = 0;
    view.moved.push(item);
  }

  // words are put back before anything is computed anew: Vega lays out a picture by where they stand, and one setting has one picture
  function putBack(view) {
    for (const item of view.moved ?? []) {
      view.dirty(item);
      const { bounds: { x1, y1, x2, y2 }, opacity } = item.own;
      item.bounds.set(x1, y1, x2, y2);
      item.opacity = opacity;
      item.radius = item.theta = item.own = undefined;
    }
    view.moved = [];
  }

  // when all is computed and laid out, before it is drawn
  const { evaluate } = Dataflow.prototype;
  Dataflow.prototype.evaluate = async function (...args) {
    putBack(this);
    await evaluate.apply(this, args);
    if (this._redraw && this.scenegraph().root.items.length) place(this);
    return this;
  };
})();
