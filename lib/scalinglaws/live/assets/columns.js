/* A source of rows for Vega that the page fills: columns by name in, rows out.  Rows stay the same objects from one filling to
   the next, so that marks are moved and not made anew, and a filling with the same numbers is none. */
(function () {
  "use strict";
  const { Transform, ingest, transforms } = window.vega;

  class Columns extends Transform {
    constructor(params) { super([], params); }

    transform(_, pulse) {
      const columns = _.columns || {}, names = Object.keys(columns);
      const old = this.value, length = names.length ? columns[names[0]].length : 0;
      const out = pulse.fork(pulse.NO_SOURCE);
      const kept = Math.min(old.length, length);
      const changed = names.filter((name) => {
        const column = columns[name];
        for (let i = 0; i < kept; i++) if (!Object.is(old[i][name], column[i])) return true;
        return false;
      });
      if (!changed.length && old.length === length) return pulse.StopPropagation;
      for (const name of changed) {
        const column = columns[name];
        for (let i = 0; i < kept; i++) old[i][name] = column[i];
      }
      const rows = old.slice(0, length);
      for (let i = kept; i < length; i++) {
        const row = {};
        for (const name of names) row[name] = columns[name][i];
        rows.push(ingest(row));
      }
      out.rem = old.slice(length);
      out.mod = changed.length ? rows.slice(0, kept) : [];
      out.add = rows.slice(kept);
      out.modifies(changed);
      out.source = this.value = rows;
      return out;
    }
  }
  Columns.Definition = {
    type: "Columns",
    metadata: { generates: true, changes: true },
    params: [{ name: "columns", type: "columns", required: true }],
  };
  transforms.columns = Columns;
})();
