// The start page's search: asks the public API and lists what it answers.
"use strict";
const form = document.getElementById("find");
const status = document.getElementById("status");
const list = document.getElementById("results");

function line(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function distance(metres) {
  if (metres === null || metres === undefined) return "";
  return metres < 1000 ? `${metres} m` : `${(metres / 1000).toFixed(1)} km`;
}

function show(answer) {
  list.replaceChildren();
  for (const { service, organization, location, distance_m } of answer.results) {
    const item = document.createElement("li");
    item.append(line("strong", service.name), line("div", organization.name));
    const where = [location && location.city, location && location.confidential ? "confidential place, area only" : "",
      distance(distance_m)].filter(Boolean).join(" · ");
    item.append(line("div", where, "quiet"));
    const phones = (service.phones || []).map((phone) => phone.number).join(", ");
    if (phones) item.append(line("div", phones));
    list.append(item);
  }
  status.textContent = answer.results.length ? `${answer.results.length} nearest` : (answer.empty_because || "Nothing found.");
}

function showProblem(problem) {
  list.replaceChildren();
  status.textContent = problem.detail;
  for (const place of problem.candidates || []) {
    const item = document.createElement("li");
    const button = line("button", `${place.name}, ${place.region || ""} ${place.country}`);
    button.type = "button";
    button.addEventListener("click", () => {
      form.near.value = `${place.latitude},${place.longitude}`;
      form.requestSubmit();
    });
    item.append(button);
    list.append(item);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = {};
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) question[name] = name === "need" ? [value.trim()] : value.trim();
  }
  status.textContent = "Searching…";
  try {
    const response = await fetch("/api/v1/search", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
    });
    const answer = await response.json();
    if (response.ok) show(answer);
    else showProblem(answer);
  } catch {
    status.textContent = "No connection. Try again.";
  }
});

fetch("/api/v1/needs")
  .then((response) => response.json())
  .then(({ needs }) => {
    const options = document.getElementById("needs");
    for (const need of needs) {
      const option = document.createElement("option");
      option.value = need.label;
      options.append(option);
    }
  })
  .catch(() => {});
