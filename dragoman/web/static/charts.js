// What all charts share. A chart is drawn from the table beside it, so that both say the same; what it shows are links with names.

export const day = (text) => new Date(`${text}T00:00:00Z`);
export const dayAfter = (text) => new Date(day(text).getTime() + 864e5);
export const narrow = 640;

// A figure that is drawn anew when its width changes, and tells below what is pointed at.
export function figure(id, draw) {
  const found = document.getElementById(id);
  if (!found) return;
  found.hidden = false;
  const plot = found.querySelector(".plot");
  const told = found.querySelector(".told");
  told.hidden = false;
  let width = 0;
  const redraw = () => {
    const now = Math.floor(plot.clientWidth);
    if (!now || now === width) return;
    width = now;
    plot.replaceChildren();
    const svg = d3.select(plot).append("svg").attr("role", "group").attr("aria-labelledby", found.getAttribute("aria-labelledby"));
    draw(svg, width, found);
  };
  new ResizeObserver(redraw).observe(plot);
  const tell = (event) => {
    const mark = event.target.closest("[aria-label]");
    if (mark && plot.contains(mark)) told.textContent = mark.getAttribute("aria-label");
  };
  plot.addEventListener("mouseover", tell);
  plot.addEventListener("focusin", tell);
  redraw();
}

// Links in a drawing, each with its name, which is also shown beside the pointer.
export function links(selection, data, kind, href, name) {
  const made = selection.selectAll(null).data(data).join("a").attr("class", kind).attr("href", href).attr("aria-label", name);
  made.append("title").text(name);
  return made;
}

export function sized(svg, width, height) {
  return svg.attr("viewBox", [0, 0, width, height]).attr("width", width).attr("height", height);
}

// Words cut to a width in pixels; a character is taken to be so wide.
export function cut(text, width, wide = 6.6) {
  const most = Math.max(Math.floor(width / wide), 4);
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

// Time along the width. Dates are those of the table, without a clock or a zone.
export function axis(scale, width) {
  return d3.axisTop(scale).ticks(Math.max(Math.floor(width / 110), 2)).tickSize(4).tickPadding(3);
}

export const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
