#!/bin/sh
# Fetch the browser build of Vega that exhibits run on, at the version that compiles their charts, and check it.
# Its interpreter evaluates expressions without eval, so that a page's security policy can forbid that; it comes as
# a module, and is made a plain script here.
set -eu
version=6.2.0
interpreter=2.2.1
folder=$(cd "$(dirname "$0")/../lib/scalinglaws/live/assets" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "vega@$version" "vega-interpreter@$interpreter" >/dev/null
tar xzf "vega-$version.tgz" package/build/vega.min.js package/LICENSE
tar xzf "vega-interpreter-$interpreter.tgz" package/build/vega-interpreter.js
sha256sum --check --quiet <<'SUMS'
ea6a5936381d06f912466354e2b6a20eb66c4d41f1ca9dff1e0236dfee6ee392  package/build/vega.min.js
e900e82bfa450c113ba70c5af8935caed9e52ef570445c1b4f40d38f2cfff71e  package/build/vega-interpreter.js
SUMS
cp package/build/vega.min.js "$folder/vega.min.js"
cp package/LICENSE "$folder/vega.LICENSE"
sed -e "s/^import {\(.*\)} from 'vega-util';/(function () { \"use strict\"; const {\1} = window.vega;/" \
  -e 's/^export { expression as expressionInterpreter };/window.vega.expressionInterpreter = expression; window.vega.interpreterParts = { Constants, Ops, Unary, Functions, interpret, adjustSpatial }; })();/' \
  -e '/sourceMappingURL/d' package/build/vega-interpreter.js >"$folder/vega-interpreter.js"
echo "Vega $version and its interpreter $interpreter are in $folder"
