/* After a page has loaded, have it and what it used kept for a time without a network.  Served from a folder, it needs none of this. */
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  window.addEventListener("load", async () => {
    try {
      const registration = await navigator.serviceWorker.register(new URL(document.documentElement.dataset.content_root + "sw.js", location.href));
      await registration.update().catch(() => {}); // after a release it is the new one that keeps this page
      const used = performance.getEntriesByType("resource").map((entry) => entry.name);
      const worker = registration.installing || registration.waiting || registration.active;
      worker.postMessage({ page: location.href.replace(/[?#].*/s, ""), used });
    } catch {
      // a browser that keeps nothing (private windows, full disks) still shows the page
    }
  });
}
