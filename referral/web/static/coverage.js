// The map of coverage, loaded when it is asked for; the table is there without it.
document.querySelectorAll("[data-coverage-map]").forEach((part) => {
  const button = part.querySelector("[data-coverage-open]"), drawn = part.querySelector("#drawn");
  const failed = () => {
    drawn.hidden = true;
    part.querySelector("[data-failed]").hidden = false;
    part.querySelector("[data-picture]").classList.remove("no-js");
  };
  // On paper stands the picture: it is fetched before it is needed, and only then.
  const picture = part.querySelector("[data-picture] img");
  const fetched = () => { picture.loading = "eager"; return picture.decode().catch(() => {}); };
  addEventListener("beforeprint", fetched);
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-print]") || picture.complete) return;
    event.stopPropagation();
    fetched().then(() => print());
  }, true);
  button.addEventListener("click", async () => {
    drawn.hidden = !drawn.hidden;
    button.setAttribute("aria-expanded", String(!drawn.hidden));
    if (drawn.hidden || drawn.dataset.begun) return;
    drawn.dataset.begun = "yes";
    fetched();
    try {
      const box = drawn.querySelector(".map");
      await (await import(box.dataset.script)).draw(box, part);
    } catch (error) { console.warn(error); failed(); button.hidden = true; }
  });
});
