// A process: contacts and statements on the lanes of their parties, and positions over time.
import { axis, cut, day, dayAfter, figure, links, sized, text } from "./charts.js";

const OTHERS = "other parties";
const LANES = 8;
const EDGE = 14;
const DAY = 864e5;

const contacts = [...document.querySelectorAll(".contacts-of tbody tr[data-first]")].map((row) => ({
  name: row.dataset.name,
  status: row.dataset.status,
  first: day(row.dataset.first),
  last: dayAfter(row.dataset.last),
  exact: row.dataset.first === row.dataset.last,
  parties: [...new Set([...row.querySelectorAll(".parties .party")].map(text))],
  ahead: row.closest("table").id === "ahead",
  label: [...row.querySelectorAll("td")].slice(0, 4).map(text).filter(Boolean).join(", ").replaceAll(" – and ", " and "),
  href: row.querySelector("td a").href,
}));
const statements = d3.flatRollup(
  [...document.querySelectorAll("#statements tbody tr[data-day]")],
  (rows) => rows, (row) => row.dataset.party, (row) => row.dataset.day,
).map(([party, date, rows]) => ({ party, day: day(date), date, rows }));

// The parties that have a lane: those with the most contacts; all others share one.
function lanes(some) {
  const counted = d3.rollups(some.flatMap((contact) => contact.parties), (all) => all.length, (party) => party);
  const order = counted.sort((a, b) => b[1] - a[1] || d3.ascending(a[0], b[0])).map(([party]) => party);
  return order.length > LANES ? [...order.slice(0, LANES - 1), OTHERS] : order;
}

function domain(asOf) {
  const held = contacts.filter((contact) => !contact.ahead);
  const base = held.length ? held : contacts;
  const days = [...base.flatMap((c) => [c.first, c.last]), ...statements.map((s) => s.day)];
  const [first, last] = d3.extent(days);
  const reach = Math.max((last - first) * 0.4, 60 * DAY);
  const near = contacts.filter((c) => c.ahead && c.first - last < reach && first - c.last < reach);
  const [begin, end] = d3.extent([first, last, ...near.flatMap((c) => [c.first, c.last])]);
  const pad = Math.max((end - begin) * 0.03, 3 * DAY);
  return [new Date(begin - pad), new Date(+end + pad)];
}

// Where each contact lies among those of about the same day: the first track that is free at its place.
function tracked(some, x, wide, most) {
  const ends = [];
  for (const contact of some) {
    const middle = (x(contact.first) + x(contact.last)) / 2;
    const [from, to] = contact.exact ? [middle - 6, middle + 6] : [x(contact.first), Math.max(x(contact.last), x(contact.first) + 18)];
    let track = ends.findIndex((end) => end <= from - 4);
    if (track < 0) track = ends.length < most ? ends.length : d3.minIndex(ends);
    ends[track] = to + wide;
    Object.assign(contact, { track, from, to });
  }
  return Math.max(ends.length, 1);
}

// A day is shown at its middle.
const noon = (date) => new Date(+date + DAY / 2);

function panel(svg, top, width, x, name, some, said) {
  const own = lanes(some);
  if (!own.length) return top;
  const lane = (party) => (own.includes(party) ? party : own.includes(OTHERS) ? OTHERS : null);
  const named = some.length <= 60;
  const tracks = tracked(some, x, named ? 34 : 2, 7);
  const strip = said.length ? 16 : 4;
  const height = 20 + tracks * 15 + strip;
  const at = new Map(own.map((party, n) => [party, top + 24 + n * height]));
  svg.append("text").attr("class", "panel-name").attr("x", 0).attr("y", top + 12).text(name);
  const bottom = top + 24 + own.length * height;
  svg.append("g").attr("class", "grid").attr("transform", `translate(0,${bottom})`).attr("aria-hidden", "true")
    .call(axis(x, width).tickSize(bottom - top - 24).tickFormat(""));
  for (const y of at.values()) {
    svg.append("line").attr("class", "lane").attr("x1", 0).attr("x2", width).attr("y1", y + height - 3).attr("y2", y + height - 3);
  }
  const marks = links(svg.append("g"), some, (c) => `contact-mark ${c.status}${c.exact ? "" : " long"}`, (c) => c.href, (c) => c.label);
  marks.each(function (contact) {
    const mark = d3.select(this);
    const rows = [...new Set(contact.parties.map(lane).filter(Boolean))].sort((a, b) => at.get(a) - at.get(b));
    const ys = rows.map((party) => at.get(party) + 26 + contact.track * 15);
    const middle = contact.exact ? (contact.from + contact.to) / 2 : contact.from + 6;
    if (ys.length > 1) mark.append("line").attr("class", "tie").attr("x1", middle).attr("x2", middle).attr("y1", ys[0]).attr("y2", ys.at(-1));
    for (const y of ys) {
      const off = contact.status === "cancelled" || contact.status === "denied";
      mark.append("rect").attr("class", "shape").attr("x", contact.from).attr("y", y - 6)
        .attr("width", contact.to - contact.from).attr("height", 12).attr("rx", off ? 0 : 6);
    }
    const right = contact.to + 30 < width;
    if (named && ys.length) {
      mark.append("text").attr("x", right ? contact.to + 3 : contact.from - 3).attr("y", ys[0] + 4)
        .attr("text-anchor", right ? "start" : "end").text(contact.name + (contact.beyond || ""));
    }
  });
  for (const [party, y] of at) {
    svg.append("text").attr("class", "lane-name").attr("x", 0).attr("y", y + 13).attr("aria-hidden", "true").text(cut(party, width - 10, 7.5));
  }
  const told = said.filter((s) => at.has(s.party));
  const ticks = links(svg.append("g"), told, "said-mark", (s) => `#${s.rows[0].id}`, (s) => `${s.party}: ${s.rows.length} statement${s.rows.length > 1 ? "s" : ""}, ${text(s.rows[0].querySelector("time"))}`);
  const foot = (s) => at.get(s.party) + height - 4;
  const tall = (s) => Math.min(3 + s.rows.length * 2, 13);
  ticks.append("rect").attr("class", "target").attr("x", (s) => x(noon(s.day)) - 5).attr("width", 10).attr("y", (s) => foot(s) - 14).attr("height", 14);
  ticks.append("line").attr("class", "shape").attr("x1", (s) => x(noon(s.day))).attr("x2", (s) => x(noon(s.day))).attr("y1", foot).attr("y2", (s) => foot(s) - tall(s));
  return bottom + 14;
}

if (contacts.length) {
  figure("timeline-chart", (svg, width, found) => {
    const asOf = day(found.dataset.asOf);
    const limits = domain(asOf);
    const x = d3.scaleUtc(limits, [EDGE, width - EDGE]);
    const clamped = d3.scaleUtc(limits, [EDGE, width - EDGE]).clamp(true);
    contacts.sort((a, b) => a.first - b.first || a.last - b.last);
    for (const contact of contacts) {
      contact.beyond = contact.first > limits[1] ? ` → ${contact.first.getUTCFullYear()}` : contact.last < limits[0] ? ` ← ${contact.first.getUTCFullYear()}` : "";
    }
    svg.append("g").attr("transform", "translate(0,22)").attr("aria-hidden", "true").call(axis(x, width));
    let bottom = 30;
    bottom = panel(svg, bottom, width, clamped, "What took place, and what was said", contacts.filter((c) => !c.ahead), statements);
    bottom = panel(svg, bottom, width, clamped, "Planned or proposed", contacts.filter((c) => c.ahead), []);
    if (asOf > limits[0] && asOf < limits[1]) {
      svg.append("line").attr("class", "today").attr("x1", x(asOf)).attr("x2", x(asOf)).attr("y1", 24).attr("y2", bottom - 14);
    }
    sized(svg, width, bottom);
  });
}

// ---- positions
const KINDS = { rejects: "against", opposes: "against", blames: "against", demands: "asks", raises: "asks" };
const SHAPES = { for: d3.symbolCircle, against: d3.symbolSquare, asks: d3.symbolDiamond };
const DRAWN = 6;

const issues = d3.groups(
  [...document.querySelectorAll("#issues tbody tr")].map((row) => ({
    party: row.dataset.party,
    issue: text(row.querySelector(".issue")),
    stances: [...row.querySelectorAll("li[data-day]")].map((li) => ({
      day: day(li.dataset.day), kind: KINDS[li.dataset.stance] || "for", href: li.querySelector("a").href,
      label: `${row.dataset.party} ${li.dataset.stance} ${text(row.querySelector(".issue"))}, ${text(li.querySelector("time"))}`,
    })),
  })).filter((issue) => issue.stances.length),
  (issue) => issue.party,
);

if (issues.length) {
  figure("positions-chart", (svg, width) => {
    const [begin, end] = d3.extent(issues.flatMap(([, some]) => some.flatMap((issue) => issue.stances.map((s) => s.day))));
    const pad = Math.max((end - begin) * 0.03, 3 * DAY);
    const x = d3.scaleUtc([new Date(begin - pad), new Date(+end + pad)], [EDGE, width - EDGE]);
    svg.append("g").attr("transform", "translate(0,22)").attr("aria-hidden", "true").call(axis(x, width));
    let y = 44;
    for (const [party, some] of issues) {
      svg.append("text").attr("class", "lane-name").attr("x", 0).attr("y", y).attr("aria-hidden", "true").text(party);
      y += 18;
      for (const issue of some.slice(0, DRAWN)) {
        svg.append("text").attr("class", "soft-text").attr("x", 0).attr("y", y).attr("aria-hidden", "true").text(cut(issue.issue, width - 8));
        y += 13;
        svg.append("line").attr("class", "lane").attr("x1", 0).attr("x2", width).attr("y1", y).attr("y2", y);
        const marks = links(svg.append("g"), issue.stances, (s) => `stance-mark ${s.kind}`, (s) => s.href, (s) => s.label);
        marks.append("path").attr("class", "shape").attr("transform", (s) => `translate(${x(noon(s.day))},${y})`)
          .attr("d", (s) => d3.symbol(SHAPES[s.kind], 60)());
        y += 21;
      }
      y += 10;
    }
    sized(svg, width, y);
  });
}
