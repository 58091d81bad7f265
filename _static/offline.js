/* After a page has loaded, keep it and what it used for a time without a network.  Served from a folder, it needs none of this. */
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  window.addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register(new URL(document.documentElement.dataset.content_root + "sw.js", location.href));
      const used = performance.getEntriesByType("resource").map((entry) => entry.name).filter((url) => url.startsWith(location.origin));
      const exhibits = document.querySelector("script[src*='exhibit.js']");
      const later = exhibits ? ["vega.min.js", "take.js"].map((name) => exhibits.src.replace("exhibit.js", name)) : [];
      const kept = await caches.open("book");
      await kept.addAll([...new Set([location.pathname, ...used, ...later])]);
    } catch {
      // a browser that keeps nothing (private windows, full disks) still shows the page
    }
  });
}
