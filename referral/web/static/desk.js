// The desk beyond HTML: filtering what stands on a page, and signing with a finger. Without it everything still works.
document.querySelectorAll(".js-only").forEach((each) => { each.hidden = false; });
document.querySelectorAll(".no-script").forEach((each) => { each.hidden = true; });

const filter = document.querySelector("[data-filter] input");
filter?.addEventListener("input", () => {
  const wanted = filter.value.trim().toLocaleLowerCase();
  document.querySelectorAll("[data-filter-item]").forEach((each) => {
    each.hidden = !each.textContent.toLocaleLowerCase().includes(wanted);
  });
});

document.querySelectorAll("[data-sign]").forEach((box) => {
  const field = document.getElementById(box.dataset.sign);
  const canvas = box.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const paper = () => { pen.fillStyle = "#fff"; pen.fillRect(0, 0, canvas.width, canvas.height); };
  pen.lineWidth = 3; pen.lineCap = "round"; pen.strokeStyle = "#000";
  paper();
  if (field.value) { const kept = new Image(); kept.onload = () => pen.drawImage(kept, 0, 0); kept.src = field.value; }
  const at = (event) => {
    const edge = canvas.getBoundingClientRect();
    return [(event.clientX - edge.left) * canvas.width / edge.width, (event.clientY - edge.top) * canvas.height / edge.height];
  };
  let drawing = false;
  canvas.addEventListener("pointerdown", (event) => { drawing = true; canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...at(event)); });
  canvas.addEventListener("pointermove", (event) => { if (drawing) { pen.lineTo(...at(event)); pen.stroke(); } });
  canvas.addEventListener("pointerup", () => { drawing = false; field.value = canvas.toDataURL("image/png"); field.dispatchEvent(new Event("change", { bubbles: true })); });
  box.querySelector("[data-clear]").addEventListener("click", () => { paper(); field.value = ""; });
});
