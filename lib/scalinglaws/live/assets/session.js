/* An exhibit in a session: the page's figure, moved by the page's script.  `scripts` names the model that holds this script's text, once for
   all exhibits of a kernel; it is run once in a browser's page.  The formula is in the figure, so that a move needs no kernel. */
const ran = (globalThis.exhibitScripts ??= new Map());

async function imported(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try { return await import(address); } finally { URL.revokeObjectURL(address); }
}

// a model may be asked for before it is there: those of a saved file, or of a kernel met again, come in any order
async function found(manager, id) {
  for (let tries = 100; ; tries--) {
    try { return await manager.get_model(id); } catch (problem) {
      if (!tries) throw problem;
      await new Promise((again) => setTimeout(again, 100));
    }
  }
}

async function scripts(model) {
  const text = (await found(model.widget_manager, model.get("scripts"))).get("text");
  if (!ran.has(text)) ran.set(text, imported(text).then((made) => {
    const style = document.createElement("style");
    style.textContent = made.stylesheet;
    document.head.append(style);
    return made;
  }));
  return ran.get(text);
}

// the figure, under a name that nothing else in the document has: its own, or that with a number
function figureOf(html) {
  const [, key] = html.match(/^<figure class="exhibit" id="([^"]*)"/);
  let name = key, number = 1;
  while (document.getElementById(name)) name = `${key}-${++number}`;
  const place = document.createElement("template");
  place.innerHTML = html.replace(/((?:id|for|aria-labelledby)="|url\(#)([\w-]+)/g, (whole, before, id) =>
    (id === key || id.startsWith(`${key}-`) ? before + name + id.slice(key.length) : whole));
  const figure = place.content.firstElementChild;
  figure.classList.add("exhibit-scripted");
  // keys are theirs while they have the focus, and not the notebook's, which would go to another cell
  for (const field of figure.querySelectorAll("input, select, button, summary, [tabindex]")) field.dataset.lmSuppressShortcuts = "";
  figure.querySelector('[data-take="link"]').textContent = "Copy call";
  return figure;
}

async function render({ model, el }) {
  const { exhibits, vega } = await scripts(model);
  const style = document.createElement("style");
  el.classList.add("exhibit-session");
  let exhibit = null, sending = 0;

  // where the reader left off, in another view or in Python
  const follow = () => {
    const now = Object.entries(model.get("state")).filter(([name, value]) => exhibit.state[name] !== value);
    if (now.length) exhibit.set(Object.fromEntries(now));
  };
  const around = {
    begin(begun) {
      exhibit = begun;
      follow();
    },
    // other views hear of it at once, and the kernel as often as it is of use
    moved({ state }) {
      model.set("state", { ...state });
      sending ||= setTimeout(() => {
        sending = 0;
        model.save_changes();
      }, 100);
    },
    fetch: async () => {},
    linked: "Call",
    link({ knobs, state }) {
      const python = ([name, value]) => `${name}=${knobs[name].options ? JSON.stringify(knobs[name].options[value]) : value}`;
      return `${model.get("call")}(${Object.entries(state).map(python).join(", ")})`;
    },
  };

  // once it is displayed, and again when its formula is another
  const mount = async () => {
    if (!model.get("figure")) return;
    exhibit?.stop();
    exhibit = null;
    el.replaceChildren(style);
    const figure = figureOf(model.get("figure"));
    const program = figure.querySelector(".exhibit-function").textContent;
    el.append(figure);
    await exhibits.start(figure, (await imported(`export default ${program}`)).default, vega, around);
    // what stands for it where there is no kernel is not needed beside it
    const kept = `.exhibit-kept[data-for="${model.get("name")}"]`;
    style.textContent = `${kept}, .jp-OutputArea-child:has(${kept}) { display: none; }`;
  };
  let mounted = mount();
  model.on("change:state", () => exhibit && follow());
  model.on("change:figure", () => { mounted = mounted.finally(mount); });
  await mounted;
  return () => exhibit?.stop();
}

export default { render };
