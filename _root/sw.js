/* Keeps what has been visited, so that it can be read again without a network.  The network comes first: nothing grows stale.
   Whatever becomes of the store (a full disk, a quota), what the network gave is shown.  Each release of the book has a store of
   its own; the pages of the one before are fetched anew into it. */
const RELEASE = ""; // a fingerprint of the site, put here when it is built
const SCOPE = `book ${self.registration.scope} `; // other books, and other versions of this one, may live at the same origin
const KEPT = SCOPE + RELEASE;
const LATER = ["vega.min.js", "take.js"]; // what exhibit.js fetches when it is first needed, beside what computes a page's exhibits

const plain = (address) => address.replace(/[?#].*/s, "");
const older = async () => (await caches.keys()).filter((name) => name !== KEPT && (name === "book" || name.startsWith(SCOPE)));

// a page is kept once, whatever follows a question mark
const keyOf = (request) => (request.mode === "navigate" ? plain(request.url) : request);

async function find(key) {
  for (const name of [KEPT, ...await older()]) {
    const found = await (await caches.open(name)).match(key);
    if (found) return found;
  }
  throw new Error("It is not kept.");
}

// what cannot be put into the store is not kept, and nothing else follows from that
const put = async (key, answer) => {
  try { await (await caches.open(KEPT)).put(key, answer); } catch { /* it is full */ }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith((async () => {
    let answer;
    try { answer = await fetch(request); } catch (problem) {
      return find(keyOf(request)).catch(() => { throw problem; });
    }
    if (answer.ok) event.waitUntil(put(keyOf(request), answer.clone()));
    return answer;
  })());
});

// a page, the scripts, styles and pictures that it names, and others that it is known to have used
async function keepPage(page, used = []) {
  const answer = await fetch(page, { cache: "no-cache" });
  if (!answer.ok) return;
  const text = await answer.clone().text();
  await put(page, answer);
  const named = [...text.matchAll(/<(?:script|link|img)\b[^>]*?\s(?:src|href)="([^"#]+\.(?:js|css|svg|png|woff2)(?:\?[^"#]*)?)"/g)];
  const files = [...used, ...named.map(([, address]) => new URL(address, page).href)];
  const computing = [...text.matchAll(/\sdata-file="([^"]+)"/g)].map(([, file]) => file);
  const later = files.filter((file) => file.includes("/exhibit.js")).flatMap((file) =>
    [...LATER.map((name) => file.replace("exhibit.js", name)), ...computing.map((name) => new URL(name, file).href)]);
  for (const file of new Set([...files, ...later])) {
    if (!file.startsWith(self.location.origin + "/") || await caches.match(file, { cacheName: KEPT })) continue;
    const got = await fetch(file);
    if (got.ok) await put(file, got);
  }
}

// a page has been read: keep it; and if it is of a new release, the pages that were kept of the one before, and then these go
self.addEventListener("message", (event) => event.waitUntil((async () => {
  try {
    await keepPage(event.data.page, event.data.used);
    for (const name of await older()) {
      for (const { url } of await (await caches.open(name)).keys()) {
        if (/(\/|\.html)$/.test(url) && !await caches.match(url, { cacheName: KEPT })) await keepPage(url);
      }
      await caches.delete(name);
    }
  } catch { /* the network is gone: the next page goes on with it */ }
})()));
