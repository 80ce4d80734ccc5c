// Small tools for the page: elements, icons, times. Next: yaml.js.

const SVG = "http://www.w3.org/2000/svg";

/** An element: h("button.kc-b", {title: "…", onclick: f}, child, "text"). Text is always text, never HTML. */
function h(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const SHAPES = {
  back: "M6 5v14M19 5l-9 7 9 7z",
  step: "M18 5v14M5 5l9 7-9 7z",
  play: "M7 4l13 8-13 8z",
  pause: "M7 5h3v14H7zM14 5h3v14h-3z",
  settle: "M4 5l7 7-7 7zM13 5l7 7-7 7z",
  full: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 4h16v16H4zM9 9h6v6H9z",
  check: "M4 12l5 6L20 6",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  undo: "M4 9h10a5 5 0 0 1 0 10H8M8 5L4 9l4 4",
  text: "M4 6h16M4 11h16M4 16h10",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
  power: "M12 3v9M6.5 7a8 8 0 1 0 11 0",
  clock: "M12 3a9 9 0 1 0 .01 0zM12 7v5l4 2",
};

/** A small drawing of ours beside a word; it says nothing that the word does not. */
function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `kc-icon kc-icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon and a word; `quiet` ones show the icon alone and are called by the word. */
function button(shape, word, tip, act, kind = "") {
  const quiet = kind.includes("quiet");
  return h(
    "button.kc-button" + kind.split(" ").filter(Boolean).map((name) => `.kc-${name}`).join(""),
    { type: "button", title: tip || word, "aria-label": quiet ? word : undefined, onclick: act },
    icon(shape),
    quiet ? null : h("span", {}, word),
  );
}

/** 09:00:05 (with milliseconds when there are any); the simulator's clock is UTC. */
function hour(ms) {
  const text = new Date(ms).toISOString();
  return ms % 1000 ? text.slice(11, 23) : text.slice(11, 19);
}

function day(ms) {
  return new Date(ms).toISOString().slice(0, 10);
}
