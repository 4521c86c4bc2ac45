// What every page does beyond HTML. Without it everything still works; nothing here is needed to send or read.
const root = document.documentElement;
const cookie = (name) => document.cookie.split("; ").find((each) => each.startsWith(name + "="))?.slice(name.length + 1);
const csrf = () => decodeURIComponent(cookie("__Host-csrf") ?? cookie("csrf") ?? "");
const remember = (name, value) => { try { value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch { /* off */ } };

// The reader's clock, for the server to write times by.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && cookie("zone") !== encodeURIComponent(zone)) {
  document.cookie = `zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
}

// Errors of a form take the focus, so that they are read first.
document.querySelector("[data-focus]")?.focus();

// One tap sends once; and a form that was opened before signing in anew carries the new session's token.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const field = form.elements._csrf;
  if (field && csrf()) field.value = csrf();
  if (form.dataset.sent) event.preventDefault();
  else if (form.querySelector("[data-once]")) {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
  }
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// Language and colours apply when chosen; the button is for browsers without scripts.
document.querySelectorAll("[data-prefer]").forEach((form) => {
  form.addEventListener("change", () => form.requestSubmit());
});
document.querySelectorAll("[data-print]").forEach((each) => each.addEventListener("click", () => print()));

// Leave at once, and leave no way back. Escape three times does the same.
const exit = document.querySelector("[data-exit]");
if (exit) {
  const leave = () => { document.body.hidden = true; location.replace(exit.href); };
  exit.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  let escapes = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    escapes = [...escapes.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
    if (escapes.length > 2) leave();
  });
}

// A page that nobody looks at hides itself; what was typed stays.
const dialog = document.getElementById("lock");
const after = Number(root.dataset.lockAfter || 0) * 1000;
if (dialog && after) {
  const form = document.getElementById("lock-form");
  const said = document.getElementById("lock-said");
  let last = Date.now();
  const hide = () => { root.classList.add("locked"); remember("locked", "yes"); if (!dialog.open) dialog.showModal(); };
  const show = () => { remember("locked", ""); root.classList.remove("locked"); dialog.close(); form.reset(); said.textContent = ""; last = Date.now(); };
  for (const kind of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(kind, () => { last = Date.now(); }, { passive: true, capture: true });
  setInterval(() => { if (!dialog.open && Date.now() - last > after) hide(); }, 1000);
  addEventListener("storage", (event) => { if (event.key === "locked") event.newValue ? hide() : dialog.open && show(); });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.set("_csrf", csrf());
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (answer.status === 204) show();
    else { said.textContent = answer.status === 422 ? form.dataset.wrong : form.dataset.over; form.elements.password.select(); }
  });
  if (root.classList.contains("locked")) hide();
}
