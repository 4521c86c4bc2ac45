// A map of regions in the colours of a table: its rows say which region looks how, its legend what each look is.
// Areas come from our own server; no tile, font or style of others.
const PATTERN = 12;
const LINES = {
  suppressed: (c) => { c.moveTo(-2, 14); c.lineTo(14, -2); c.moveTo(-2, 2); c.lineTo(2, -2); c.moveTo(10, 14); c.lineTo(14, 10); },
  not_published: (c) => { c.moveTo(0, 0); c.lineTo(12, 12); c.moveTo(0, 12); c.lineTo(12, 0); },
  no_data: (c) => { c.rect(5, 5, 2, 2); },
};

const pattern = (look) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: PATTERN, height: PATTERN });
  const c = canvas.getContext("2d");
  c.fillStyle = "#f2f2f2";
  c.fillRect(0, 0, PATTERN, PATTERN);
  c.strokeStyle = "#444";
  c.lineWidth = 1.5;
  c.beginPath();
  LINES[look](c);
  c.stroke();
  return c.getImageData(0, 0, PATTERN, PATTERN);
};

const rings = (geometry) => (geometry ? geometry.coordinates.map((polygon) => polygon[0]) : []);
const extent = (ring) => ring.reduce(([w, s, e, n], [x, y]) => [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)], [180, 90, -180, -90]);
const join = (one, two) => [Math.min(one[0], two[0]), Math.min(one[1], two[1]), Math.max(one[2], two[2]), Math.max(one[3], two[3])];

const name = (text, className) => Object.assign(document.createElement("span"), { textContent: text, className });

// `box` is where to draw; `part` holds legend, choice and what is said; the rows stand in the page's table.
export async function draw(box, part) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: box.dataset.style }));
  const [library, areas] = await Promise.all([
    import(box.dataset.library),
    fetch(box.dataset.areas).then((answer) => { if (!answer.ok) throw new Error(`areas: ${answer.status}`); return answer.json(); }),
  ]);
  const { Map, Marker, NavigationControl } = library.default ?? library;
  const rows = Object.fromEntries([...document.querySelectorAll("tr[data-region]")].map((row) => [row.dataset.region, row]));
  const features = areas.features.filter((each) => each.geometry && rows[each.id]).map((each) => ({
    type: "Feature", geometry: each.geometry, properties: { region: each.id, look: rows[each.id].dataset.look },
  }));
  if (!features.length) throw new Error("no areas");
  const looks = [...part.querySelectorAll(".legend [data-look]")];
  const colours = looks.filter((each) => each.dataset.look.startsWith("shade")).flatMap((each) => [each.dataset.look, getComputedStyle(each).backgroundColor]);
  const hatched = looks.map((each) => each.dataset.look).filter((look) => look in LINES);
  const map = new Map({
    container: box,
    style: {
      version: 8,
      sources: { regions: { type: "geojson", data: { type: "FeatureCollection", features } } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": "#dfe9ee" } },
        ...(colours.length ? [{ id: "shades", type: "fill", source: "regions", filter: ["!", ["in", ["get", "look"], ["literal", hatched]]], paint: { "fill-color": ["match", ["get", "look"], ...colours, "#f2f2f2"] } }] : []),
      ],
    },
    attributionControl: false, maxZoom: 12, cooperativeGestures: true,
    bounds: features.flatMap((each) => rings(each.geometry)).map(extent).reduce(join), fitBoundsOptions: { padding: 20 },
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  await map.once("load");
  for (const look of hatched) {
    map.addImage(look, pattern(look));
    map.addLayer({ id: look, type: "fill", source: "regions", filter: ["==", ["get", "look"], look], paint: { "fill-pattern": look } });
  }
  map.addLayer({ id: "borders", type: "line", source: "regions", paint: { "line-color": "#555", "line-width": 1 } });
  map.addLayer({ id: "chosen", type: "line", source: "regions", filter: ["==", ["get", "region"], ""], paint: { "line-color": "#b3400a", "line-width": 4 } });
  names(features, rows).forEach(([text, middle]) => new Marker({ element: name(text, "region-name") }).setLngLat(middle).addTo(map));
  document.querySelectorAll("[data-site]").forEach((site, at) => new Marker({ element: name(String(at + 1), "pin site") }).setLngLat([Number(site.dataset.lon), Number(site.dataset.lat)]).addTo(map));
  choosing(map, part, rows);
  map.on("idle", () => { box.dataset.ready = "yes"; });
}

// Names only where they do not cover each other: for a country's few large regions, each in its largest part.
function names(features, rows) {
  if (features.length > 40) return [];
  return features.map((each) => {
    const size = ([w, s, e, n]) => (e - w) * (n - s);
    const largest = rings(each.geometry).reduce((one, two) => (size(extent(two)) > size(extent(one)) ? two : one));
    return [rows[each.properties.region].querySelector("th").textContent, middle(largest)];
  });
}

// The middle of the widest stretch inside a ring, half way between its north and south: it lies in the region.
function middle(ring) {
  const [w, s, e, n] = extent(ring), y = (s + n) / 2;
  const crossings = ring.slice(1).flatMap(([x, to], at) => {
    const [before, from] = ring[at];
    return (from > y) === (to > y) ? [] : [before + ((y - from) / (to - from)) * (x - before)];
  }).sort((one, two) => one - two);
  let widest = [w, e], width = 0;
  for (let at = 0; at + 1 < crossings.length; at += 2) {
    const between = crossings[at + 1] - crossings[at];
    if (between > width) { width = between; widest = [crossings[at], crossings[at + 1]]; }
  }
  return [(widest[0] + widest[1]) / 2, y];
}

// A region is chosen by a click on the map or, by keyboard, in the list; its row is then marked and said.
function choosing(map, part, rows) {
  const list = part.querySelector("#go"), said = part.querySelector("[data-said]");
  const choose = (id) => {
    map.setFilter("chosen", ["==", ["get", "region"], id]);
    document.querySelectorAll("tr[data-region][aria-current]").forEach((row) => row.removeAttribute("aria-current"));
    list.value = id;
    const row = rows[id];
    said.replaceChildren();
    if (!row) return;
    row.setAttribute("aria-current", "true");
    const link = Object.assign(document.createElement("a"), { href: `#${row.id}`, textContent: row.querySelector("th").textContent });
    said.append(link, `: ${row.querySelector("[data-value]").textContent}`);
  };
  list.addEventListener("change", () => choose(list.value));
  map.on("click", (event) => choose(map.queryRenderedFeatures(event.point).map((each) => each.properties.region).find(Boolean) ?? ""));
  map.on("mousemove", (event) => { map.getCanvas().style.cursor = map.queryRenderedFeatures(event.point).length ? "pointer" : ""; });
}
