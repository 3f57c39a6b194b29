// The network: parties and people as circles, drawn nearer to each other the more contacts they share. The layout is always the same.
import { cut, figure, links, narrow, sized } from "./charts.js";

const rows = (table) => [...document.querySelectorAll(`#${table} tbody tr[data-contacts]`)];
const parties = rows("parties").map((row) => ({
  id: row.dataset.id, name: row.dataset.name, contacts: +row.dataset.contacts, kind: "party", href: row.querySelector("a").href,
}));
const people = rows("people").map((row) => ({
  id: `person:${row.dataset.name}:${row.dataset.party}`, name: row.dataset.name, contacts: +row.dataset.contacts, kind: "person",
  of: row.dataset.party, href: row.querySelector("a").href,
}));
const pairs = rows("pairs").map((row) => ({ source: row.dataset.from, target: row.dataset.to, contacts: +row.dataset.contacts }));
const plural = (number) => `${number.toLocaleString("en")} contact${number === 1 ? "" : "s"}`;

figure("network-chart", (svg, width) => {
  const small = width < narrow;
  const shown = small ? people.slice(0, 8) : people;
  const drawn = small ? parties.slice(0, 16) : parties;
  const known = new Map([...drawn, ...shown].map((node) => [node.id, { ...node }]));
  const nodes = [...known.values()].filter((node) => node.kind === "party" || known.has(node.of));
  const ties = pairs.filter((pair) => known.has(pair.source) && known.has(pair.target)).map((pair) => ({ ...pair }));
  for (const person of nodes.filter((node) => node.kind === "person")) {
    ties.push({ source: person.of, target: person.id, contacts: person.contacts, person: true });
  }
  const height = Math.round(small ? Math.max(width * 1.5, 420) : Math.min(Math.max(width * 0.72, 480), 760));
  const most = d3.max(parties, (party) => party.contacts);
  const radius = d3.scaleSqrt([0, most], [3, small ? 16 : 26]);
  const thick = d3.scaleSqrt([0, d3.max(pairs, (pair) => pair.contacts) || 1], [0.5, small ? 5 : 9]);
  for (const node of nodes) {
    node.r = node.kind === "party" ? radius(node.contacts) : 4;
    node.label = cut(node.name, small ? 110 : 190);
    node.half = Math.max(node.label.length * (node.kind === "party" ? 3.7 : 3.1), node.r) + 3;
  }
  // A label needs more room along the line than across it: circles that keep apart are set wider than high.
  const stretch = width / height;
  const simulation = d3.forceSimulation(nodes)
    .force("ties", d3.forceLink(ties).id((node) => node.id).distance((tie) => (tie.person ? 40 : 90)).strength((tie) => (tie.person ? 0.7 : 0.25)))
    .force("apart", d3.forceManyBody().strength(small ? -130 : -330))
    .force("x", d3.forceX(0).strength(0.06)).force("y", d3.forceY(0).strength(0.06 * stretch))
    .force("room", d3.forceCollide((node) => Math.max(node.r + 10, node.half * 0.62)).iterations(3))
    .stop();
  simulation.tick(320);
  fit(nodes, width, height);
  for (let n = 0; n < 60; n += 1) if (!parted(nodes, width, height)) break;

  const lines = svg.append("g").attr("class", "ties").attr("aria-hidden", "true").selectAll("line").data(ties).join("line")
    .attr("class", (tie) => (tie.person ? "of-person" : null)).attr("stroke-width", (tie) => (tie.person ? 1 : thick(tie.contacts)))
    .attr("x1", (tie) => tie.source.x).attr("y1", (tie) => tie.source.y).attr("x2", (tie) => tie.target.x).attr("y2", (tie) => tie.target.y);
  const names = new Map(parties.map((party) => [party.id, party.name]));
  const order = [...nodes].sort((a, b) => d3.descending(a.kind === "party", b.kind === "party") || b.contacts - a.contacts);
  const marks = links(svg.append("g"), order, (node) => `node ${node.kind}`, (node) => node.href, (node) => (
    node.kind === "party" ? `${node.name}: ${plural(node.contacts)}${meets(node, ties)}` : `${node.name}, for ${names.get(node.of)}: ${plural(node.contacts)}`
  ));
  marks.append("circle").attr("class", "shape").attr("cx", (node) => node.x).attr("cy", (node) => node.y).attr("r", (node) => node.r);
  marks.append("text").attr("x", (node) => node.x).attr("y", (node) => node.y + node.r + 12).attr("text-anchor", "middle")
    .attr("aria-hidden", "true").text((node) => node.label);
  const light = (node) => lines.classed("near", (tie) => node && (tie.source.id === node.id || tie.target.id === node.id));
  marks.on("mouseenter focus", (event, node) => light(node)).on("mouseleave blur", () => light(null));
  sized(svg, width, height);
});

// With whom a party meets most.
function meets(node, ties) {
  const own = ties.filter((tie) => !tie.person && (tie.source.id === node.id || tie.target.id === node.id));
  const others = own.sort((a, b) => b.contacts - a.contacts).slice(0, 3).map((tie) => (tie.source.id === node.id ? tie.target : tie.source).name);
  return others.length ? `, most with ${others.join(", ")}` : "";
}

// Stretch the layout over the whole area, with room for the labels at its edges.
function fit(nodes, width, height) {
  const [left, right] = d3.extent(nodes, (node) => node.x);
  const [top, bottom] = d3.extent(nodes, (node) => node.y);
  const x = d3.scaleLinear(left < right ? [left, right] : [left - 1, left + 1], [60, width - 60]);
  const y = d3.scaleLinear(top < bottom ? [top, bottom] : [top - 1, top + 1], [30, height - 42]);
  for (const node of nodes) Object.assign(node, { x: x(node.x), y: y(node.y) });
}

// Push circles with their labels off each other; whether any had to be.
function parted(nodes, width, height) {
  let moved = false;
  for (const [n, one] of nodes.entries()) {
    for (const other of nodes.slice(n + 1)) {
      const wide = one.half + other.half - Math.abs(one.x - other.x);
      const [top, low] = one.y <= other.y ? [one, other] : [other, one];
      const high = top.y + top.r + 16 - (low.y - low.r);
      if (wide <= 0 || high <= 0) continue;
      moved = true;
      if (high < wide) { top.y -= high / 2; low.y += high / 2; } else {
        const step = (one.x <= other.x ? -wide : wide) / 2;
        one.x += step; other.x -= step;
      }
    }
  }
  for (const node of nodes) {
    node.x = Math.min(Math.max(node.x, node.half), width - node.half);
    node.y = Math.min(Math.max(node.y, node.r + 2), height - node.r - 18);
  }
  return moved;
}
