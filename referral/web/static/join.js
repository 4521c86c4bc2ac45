// The invitation's code stands behind #, where no server sees it; from there it goes into the form.
const code = document.getElementById("code");
if (code && !code.value && location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
