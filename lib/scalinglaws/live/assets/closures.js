/* The picture's own expressions (places, labels, conditions) without eval: each is made into nested functions once, where Vega's
   interpreter walks the expression's tree at every evaluation.  What is not here is left to the interpreter. */
(function () {
  "use strict";
  const { expressionInterpreter, interpreterParts } = window.vega;
  const { Constants, Ops, Unary, Functions, interpret, adjustSpatial } = interpreterParts;

  // the operators that are frequent, written out: a call through Ops costs as much again
  const BINARY = {
    "+": (a, b) => (_, datum, item) => a(_, datum, item) + b(_, datum, item),
    "-": (a, b) => (_, datum, item) => a(_, datum, item) - b(_, datum, item),
    "*": (a, b) => (_, datum, item) => a(_, datum, item) * b(_, datum, item),
    "/": (a, b) => (_, datum, item) => a(_, datum, item) / b(_, datum, item),
    "<": (a, b) => (_, datum, item) => a(_, datum, item) < b(_, datum, item),
    ">": (a, b) => (_, datum, item) => a(_, datum, item) > b(_, datum, item),
  };

  // node type → (node, Vega's functions) → what evaluates it, given parameters, datum and item
  const MAKERS = {
    Literal: ({ value }) => () => value,
    Identifier({ name }) {
      if (name === "datum") return (_, datum) => datum;
      if (name === "item") return (_, datum, item) => item;
      const constant = Constants[name], signal = "$" + name;
      return constant ? () => constant : (_) => _[signal];
    },
    MemberExpression({ computed, object, property }, fn) {
      const of = make(object, fn);
      const guarded = (value) => (typeof value === "function" ? undefined : value);
      if (!computed) return (_, datum, item) => guarded(of(_, datum, item)[property.name]);
      const key = make(property, fn);
      return (_, datum, item) => guarded(of(_, datum, item)[key(_, datum, item)]);
    },
    CallExpression({ callee, arguments: nodes }, fn) {
      const name = callee.name.replace(/^_/, "");
      const args = nodes.map((node) => make(node, fn));
      const [a, b, c] = args;
      if (name === "if") return (_, datum, item) => (a(_, datum, item) ? b(_, datum, item) : c(_, datum, item));
      if (fn[name]) return (_, datum, item) => fn[name](...args.map((arg) => arg(_, datum, item)));
      const plain = Functions[name];
      if (args.length === 1) return (_, datum, item) => plain(a(_, datum, item));
      if (args.length === 2) return (_, datum, item) => plain(a(_, datum, item), b(_, datum, item));
      return (_, datum, item) => plain(...args.map((arg) => arg(_, datum, item)));
    },
    ArrayExpression({ elements }, fn) {
      const cells = elements.map((node) => make(node, fn));
      return (_, datum, item) => cells.map((cell) => cell(_, datum, item));
    },
    BinaryExpression({ operator, left, right }, fn) {
      const a = make(left, fn), b = make(right, fn), op = Ops[operator];
      return BINARY[operator]?.(a, b) || ((_, datum, item) => op(a(_, datum, item), b(_, datum, item)));
    },
    UnaryExpression({ operator, argument }, fn) {
      const a = make(argument, fn), op = Unary[operator];
      return (_, datum, item) => op(a(_, datum, item));
    },
    ConditionalExpression({ test, consequent, alternate }, fn) {
      const a = make(test, fn), b = make(consequent, fn), c = make(alternate, fn);
      return (_, datum, item) => (a(_, datum, item) ? b(_, datum, item) : c(_, datum, item));
    },
    LogicalExpression({ operator, left, right }, fn) {
      const a = make(left, fn), b = make(right, fn);
      if (operator === "&&") return (_, datum, item) => a(_, datum, item) && b(_, datum, item);
      return (_, datum, item) => a(_, datum, item) || b(_, datum, item);
    },
  };

  function make(node, fn) {
    const maker = MAKERS[node.type];
    return maker ? maker(node, fn) : (_, datum, item) => interpret(node, fn, _, datum, undefined, item);
  }

  window.vega.expressionClosures = {
    ...expressionInterpreter,
    operator: ({ functions }, { ast }) => make(ast, functions),
    parameter({ functions }, { ast }) {
      const value = make(ast, functions);
      return (datum, _) => value(_, datum);
    },
    encode({ functions }, { marktype, channels }) {
      const swap = marktype === "group" || marktype === "image" || marktype === "rect";
      const values = Object.entries(channels).map(([name, channel]) => [name, make(channel.ast, functions)]);
      return (item, _) => {
        let changed = 0;
        for (const [name, value] of values) {
          const now = value(_, item.datum, item);
          if (item[name] !== now) {
            item[name] = now;
            changed = 1;
          }
        }
        if (marktype !== "rule") adjustSpatial(item, channels, swap);
        return changed;
      };
    },
  };
})();
