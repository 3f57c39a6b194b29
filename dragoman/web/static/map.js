// The map: places of contacts over land and thin boundaries, which take no position and tell nothing of a place's country.
import { figure, links, narrow, sized, text } from "./charts.js";

const spots = [...document.querySelectorAll("#places tbody tr[data-lat]")].map((row) => {
  const [held, ahead] = [+row.dataset.held, +row.dataset.ahead];
  const name = text(row.querySelector("a"));
  const whole = "whole" in row.dataset;
  const cells = [...row.querySelectorAll("td")].map(text);
  const counts = [held && `${held} held`, ahead && `${ahead} planned or proposed`].filter(Boolean).join(", ");
  return {
    name, held, ahead, whole, at: [+row.dataset.lon, +row.dataset.lat], href: row.querySelector("a").href,
    label: `${name}${cells[1] && cells[1] !== name ? `, ${cells[1]}` : ""}${whole ? " (a whole state)" : ""}: ${counts}; ${cells[4]}`,
  };
});
const world = spots.length ? fetch("/static/vendor/countries-50m.json").then((answer) => answer.json()) : null;

figure("map-chart", async (svg, width, found) => {
  const small = width < narrow;
  const height = Math.round(small ? width * 0.8 : width * 0.52);
  sized(svg, width, height);
  const projection = d3.geoNaturalEarth1().fitSize([width, height], { type: "Sphere" });
  const path = d3.geoPath(projection);
  const radius = d3.scaleSqrt([0, d3.max(spots, (spot) => spot.held + spot.ahead)], [small ? 2 : 2.5, small ? 8 : 17]);
  svg.append("rect").attr("class", "sea").attr("width", width).attr("height", height);
  const ground = svg.append("g").attr("aria-hidden", "true");
  const marks = links(svg.append("g"), spots, (spot) => `spot-mark${spot.held ? "" : " ahead"}${spot.whole ? " whole" : ""}`, (spot) => spot.href, (spot) => spot.label);
  marks.append("circle").attr("class", "shape").attr("r", (spot) => radius(spot.held + spot.ahead));
  const names = marks.append("text").attr("aria-hidden", "true").attr("text-anchor", "middle").text((spot) => spot.name);

  const place = (transform) => {
    ground.attr("transform", transform);
    const taken = [];
    marks.attr("transform", (spot) => `translate(${transform.apply(projection(spot.at))})`);
    names.attr("y", (spot) => -radius(spot.held + spot.ahead) - 3).attr("visibility", (spot) => {
      const [x, y] = transform.apply(projection(spot.at));
      const box = [x - spot.name.length * 3.4, x + spot.name.length * 3.4, y - radius(spot.held + spot.ahead) - 16, y - radius(spot.held + spot.ahead)];
      const free = box[0] > 0 && box[1] < width && box[2] > 0 && !taken.some((b) => box[0] < b[1] && box[1] > b[0] && box[2] < b[3] && box[3] > b[2]);
      if (free) taken.push(box);
      return free ? "visible" : "hidden";
    });
  };
  // The wheel scrolls the page; with Ctrl, by two fingers, by dragging and by the buttons the map is moved.
  const zoom = d3.zoom().scaleExtent([1, 24]).translateExtent([[0, 0], [width, height]]).extent([[0, 0], [width, height]])
    .filter((event) => (event.type === "wheel" ? event.ctrlKey : event.type !== "dblclick" && !event.button))
    .on("zoom", (event) => place(event.transform));
  svg.call(zoom);
  const all = () => {
    const points = spots.map((spot) => projection(spot.at));
    const [[left, right], [top, bottom]] = [d3.extent(points, (p) => p[0]), d3.extent(points, (p) => p[1])];
    const scale = Math.max(1, Math.min(8, 0.8 * Math.min(width / Math.max(right - left, 1), height / Math.max(bottom - top, 1))));
    const middle = d3.zoomIdentity.translate(width / 2, height / 2).scale(scale).translate(-(left + right) / 2, -(top + bottom) / 2);
    svg.call(zoom.transform, scale === 1 ? d3.zoomIdentity : middle);
  };
  found.querySelectorAll("[data-zoom]").forEach((button) => {
    button.onclick = () => (button.dataset.zoom === "0" ? all() : svg.call(zoom.scaleBy, +button.dataset.zoom));
  });
  // What is reached with the Tab key is brought into sight.
  marks.on("focus", (event, spot) => {
    const [x, y] = d3.zoomTransform(svg.node()).apply(projection(spot.at));
    if (x < 0 || y < 0 || x > width || y > height) svg.call(zoom.translateTo, ...projection(spot.at));
  });
  all();
  const topology = await world;
  ground.append("path").attr("class", "land").attr("d", path(topojson.feature(topology, topology.objects.land)));
  ground.append("path").attr("class", "borders").attr("d", path(topojson.mesh(topology, topology.objects.countries, (a, b) => a !== b)));
});
