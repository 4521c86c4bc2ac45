// The map of a list: the regions' outlines from our own server, and the list's own places. No tile, font or style of others.
const square = (lon, lat, km) => {
  const dy = km / 2 / 111.2, dx = dy / Math.max(0.1, Math.cos(lat * Math.PI / 180));
  return [[[lon - dx, lat - dy], [lon + dx, lat - dy], [lon + dx, lat + dy], [lon - dx, lat + dy], [lon - dx, lat - dy]]];
};

// `box` is the element to draw in, `items` the elements of the list with data-lat and data-lon.
export async function draw(box, items) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: box.dataset.style }));
  const library = await import(box.dataset.library);
  const { Map, Marker, LngLatBounds, NavigationControl } = library.default ?? library;
  const bounds = new LngLatBounds();
  const cells = [];
  for (const item of items) {
    const lon = Number(item.dataset.lon), lat = Number(item.dataset.lat);
    bounds.extend([lon, lat]);
    if (item.dataset.cell) cells.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: square(lon, lat, Number(item.dataset.cell)) } });
  }
  const style = {
    version: 8,
    sources: {
      regions: { type: "geojson", data: new URL(box.dataset.outline, location.origin).href },
      cells: { type: "geojson", data: { type: "FeatureCollection", features: cells } },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": "#dfe9ee" } },
      { id: "land", type: "fill", source: "regions", paint: { "fill-color": "#f7f5ef", "fill-outline-color": "#8a969e" } },
      { id: "cells", type: "fill", source: "cells", paint: { "fill-color": "#b3400a", "fill-opacity": 0.2, "fill-outline-color": "#b3400a" } },
    ],
  };
  const options = { container: box, style, attributionControl: false, maxZoom: 14, cooperativeGestures: true };
  if (!bounds.isEmpty()) Object.assign(options, { bounds, fitBoundsOptions: { padding: 50, maxZoom: 11 } });
  const map = new Map(options);
  map.addControl(new NavigationControl({ showCompass: false }));
  [...items].forEach((item) => {
    const pin = document.createElement("button");
    pin.type = "button";
    pin.className = "pin";
    pin.textContent = String([...item.parentElement.children].indexOf(item) + 1);
    pin.setAttribute("aria-label", item.querySelector("h2").textContent.trim());
    pin.addEventListener("click", () => { const link = item.querySelector("h2 a"); link.focus(); item.scrollIntoView({ block: "center" }); });
    new Marker({ element: pin }).setLngLat([Number(item.dataset.lon), Number(item.dataset.lat)]).addTo(map);
  });
  map.on("idle", () => { box.dataset.ready = "yes"; });
}
