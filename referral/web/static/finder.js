// What the finder does beyond HTML: near me, share, the map when it is opened, and what stays on the phone.
const said = (name, text) => { const place = document.querySelector(`[data-${name}-said]`); if (place) place.textContent = text; };

// Near me: asked only on a click, and rounded to a tenth of a degree before it goes anywhere.
document.querySelectorAll("[data-near]").forEach((button) => {
  button.addEventListener("click", () => {
    const words = document.querySelector("[data-near-said]").dataset;
    if (!navigator.geolocation) { said("near", words.failed); return; }
    said("near", words.wait);
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const form = button.closest("form");
      const near = form.elements.near ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "near" }));
      near.value = `${coords.latitude.toFixed(1)},${coords.longitude.toFixed(1)}`;
      form.requestSubmit();
    }, () => said("near", words.failed), { maximumAge: 600000, timeout: 15000 });
  });
});

document.querySelectorAll("[data-share]").forEach((button) => {
  button.addEventListener("click", async () => {
    const url = new URL(button.dataset.url, location.origin).href;
    try {
      if (navigator.share) await navigator.share({ title: document.title, url });
      else { await navigator.clipboard.writeText(url); said("share", button.dataset.copied); }
    } catch (error) { if (error.name !== "AbortError") said("share", url); }
  });
});

// The map is loaded when it is opened, and shows what the list shows.
document.querySelectorAll("[data-map-open]").forEach((button) => {
  const map = document.getElementById("map");
  button.addEventListener("click", async () => {
    map.hidden = !map.hidden;
    button.setAttribute("aria-expanded", String(!map.hidden));
    if (map.hidden || map.dataset.drawn) return;
    map.dataset.drawn = "yes";
    try { (await import(map.dataset.script)).draw(map, document.querySelectorAll("[data-results] > li[data-lat]")); }
    catch { map.replaceChildren(Object.assign(document.createElement("p"), { className: "failed", textContent: map.dataset.failed })); }
  });
});

// On the phone: the first screen, the numbers to call, and the services of the last search.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready).then((registration) => {
    const list = document.querySelector("[data-results]:not([data-private])");
    const services = list ? [...list.querySelectorAll("h2 a")].map((link) => link.pathname) : [];
    if (services.length) registration.active.postMessage({ keep: [location.pathname + location.search, ...services] });
  }).catch(() => { /* not here, or not over http: the finder works without */ });
}
const forget = async () => { for (const name of ["region"]) await caches?.delete(name); };
document.querySelectorAll("[data-exit]").forEach((link) => link.addEventListener("click", () => { forget().catch(() => {}); }));
document.querySelectorAll("[data-forget]").forEach((button) => {
  button.addEventListener("click", async () => { await forget(); location.reload(); });
});

const kept = document.querySelector("[data-kept]");
if (kept && "caches" in window) {
  caches.open("region").then(async (cache) => {
    const found = [];
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      const answer = await cache.match(request);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const note = page.querySelector(".offline-note")?.textContent ?? "";
      found.push([path === "/find" ? 0 : 1, request.url, page.querySelector("h1")?.textContent.trim() ?? path, note]);
    }
    document.querySelector("[data-none]").hidden = found.length > 0;
    for (const [, url, title, note] of found.sort()) {
      const item = Object.assign(document.createElement("li"), { className: "card" });
      item.append(Object.assign(document.createElement("a"), { href: url, textContent: title }), document.createElement("br"), Object.assign(document.createElement("span"), { className: "quiet", textContent: note }));
      kept.append(item);
    }
  });
}
