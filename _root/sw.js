/* Keeps what has been visited, so that it can be read again without a network.  The network comes first: nothing grows stale. */
const KEPT = "book";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith((async () => {
    const kept = await caches.open(KEPT);
    try {
      const answer = await fetch(request);
      if (answer.ok) await kept.put(request, answer.clone());
      return answer;
    } catch (problem) {
      const found = await kept.match(request, { ignoreSearch: request.mode === "navigate" });
      if (found) return found;
      throw problem;
    }
  })());
});
