// Before anything is drawn: a page that had hidden itself stays hidden through a reload.
document.documentElement.classList.add("js");
try {
  if (document.documentElement.dataset.lockAfter) {
    if (localStorage.getItem("locked")) document.documentElement.classList.add("locked");
  } else localStorage.removeItem("locked");
} catch { /* storage is off: nothing is remembered */ }
