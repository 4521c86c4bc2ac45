// Offline: the first screen, the numbers to call, and the services of the last search, each with its date.
// Kept are public pages only: a page of somebody who is signed in, or that was asked for by a form, is not.
const PAGES = ["/", "/emergency", "/offline"];
const OURS = /^\/(find|service\/[0-9a-f-]{36}|emergency|offline)?$/;
const shell = `shell-${VERSION}`;

const isPublic = async (answer) => answer.ok && answer.type === "basic" && !answer.redirected && !(await answer.clone().text()).includes("data-lock-after");
const asHtml = { credentials: "same-origin", headers: { Accept: "text/html" } };

addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(shell);
  await cache.addAll(SHELL);
  await Promise.all(PAGES.map(async (path) => { const answer = await fetch(path, asHtml); if (await isPublic(answer)) await cache.put(path, answer); }));
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== shell) await caches.delete(name);
  await clients.claim();
})()));

addEventListener("message", (event) => { if (event.data?.keep) event.waitUntil(keep(event.data.keep)); });

// The last search takes the place of the one before it, once all of it is there.
async function keep(paths) {
  const answers = await Promise.all(paths.slice(0, 25).map((path) => fetch(path, asHtml).catch(() => null)));
  const good = [];
  for (const [at, answer] of answers.entries()) if (answer && await isPublic(answer)) good.push([paths[at], answer]);
  if (!good.length) return;
  await caches.delete("region");
  const cache = await caches.open("region");
  await Promise.all(good.map(([path, answer]) => cache.put(path, answer)));
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/") && SHELL.includes(url.pathname)) event.respondWith(files(event.request));
  else if (event.request.mode === "navigate" && OURS.test(url.pathname)) event.respondWith(page(event.request, url));
});

async function files(request) {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

async function page(request, url) {
  try {
    const answer = await fetch(request);
    if (PAGES.includes(url.pathname) && await isPublic(answer)) (await caches.open(shell)).put(url.pathname, answer.clone());
    return answer;
  } catch {
    const path = PAGES.includes(url.pathname) ? url.pathname : request.url;
    const kept = (await caches.match(path)) ?? (await caches.match("/offline"));
    if (!kept) return Response.error();
    const text = (await kept.text()).replace("<html ", "<html data-offline ");
    return new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": kept.headers.get("Content-Security-Policy") ?? "default-src 'self'" } });
  }
}
