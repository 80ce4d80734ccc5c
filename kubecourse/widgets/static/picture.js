// The live picture: pan, zoom, choose an object by mouse or keyboard, its text twin. Next: clock.js.

function makePicture(words, send) {
  let scale = 1, left = 0, top = 0, moved = false, own = false, chosen = null, wide = 0, high = 0;
  const sheet = h("div.kc-drawing");
  const glass = h("div.kc-glass", { tabindex: "0", role: "group", "aria-label": words["picture-help"] }, sheet);
  const twin = h("pre.kc-twin", { tabindex: "0", hidden: true });
  const view = h("select.kc-select", { "aria-label": words.view, title: words.view, onchange: () => { own = false; send({ do: "show", view: view.value }); } },
    ...["topology", "ownership", "storage", "timeline", "company"].map((name) => h("option", { value: name }, words[name])));
  const space = h("select.kc-select", { "aria-label": words.namespace, title: words.namespace, onchange: () => { own = false; send({ do: "show", namespace: space.value }); } });
  const toggle = button("text", words["as-text"], words["as-text"], () => {
    const text = twin.hidden;
    twin.hidden = !text;
    glass.hidden = text;
    toggle.querySelector("span").textContent = text ? words["as-picture"] : words["as-text"];
    toggle.setAttribute("aria-pressed", String(text));
    if (!text) place();
  });
  toggle.setAttribute("aria-pressed", "false");

  function place() {
    sheet.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
  }
  function fit() {
    own = false;
    if (!wide || !glass.clientWidth) return;
    scale = Math.min((glass.clientWidth - 12) / wide, (glass.clientHeight - 12) / high, 1.25);
    left = (glass.clientWidth - wide * scale) / 2;
    top = Math.max(6, (glass.clientHeight - high * scale) / 2);
    place();
  }
  function zoom(factor, x = glass.clientWidth / 2, y = glass.clientHeight / 2) {
    const next = Math.min(4, Math.max(0.1, scale * factor));
    left = x - ((x - left) * next) / scale;
    top = y - ((y - top) * next) / scale;
    scale = next;
    own = true;
    place();
  }
  function pan(x, y) {
    left += x;
    top += y;
    own = true;
    place();
  }
  function choose(id) {
    send({ do: "select", object: id });
  }
  glass.addEventListener("wheel", (event) => {
    // a page must still scroll over the picture: the wheel zooms once the picture has been entered
    if (!glass.matches(":focus-within") && !event.ctrlKey) return;
    event.preventDefault();
    const frame = glass.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * 0.0015), event.clientX - frame.left, event.clientY - frame.top);
  }, { passive: false });
  glass.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    moved = false;
    const start = [event.clientX, event.clientY];
    let last = start;
    const move = (step) => {
      if (!moved && Math.hypot(step.clientX - start[0], step.clientY - start[1]) < 4) return;
      moved = true;
      glass.classList.add("kc-dragging");
      pan(step.clientX - last[0], step.clientY - last[1]);
      last = [step.clientX, step.clientY];
    };
    const end = () => {
      glass.classList.remove("kc-dragging");
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    glass.focus({ preventScroll: true });
  });
  glass.addEventListener("click", (event) => {
    event.preventDefault();
    const link = event.target.closest("a[data-object]");
    if (link && !moved) choose(link.dataset.object);
  });
  glass.addEventListener("keydown", (event) => {
    const link = event.target.closest("a[data-object]");
    const step = event.shiftKey ? 120 : 40;
    const keys = {
      ArrowLeft: () => pan(step, 0), ArrowRight: () => pan(-step, 0), ArrowUp: () => pan(0, step), ArrowDown: () => pan(0, -step),
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit,
    };
    if (link && (event.key === "Enter" || event.key === " ")) choose(link.dataset.object);
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // the browser scrolls what has the focus into view; the sheet is moved by a transform, so undo it
  glass.addEventListener("scroll", () => glass.scrollTo(0, 0));
  glass.addEventListener("focusin", (event) => {
    const link = event.target.closest("a[data-object]");
    if (!link || moved) return;
    const box = link.getBoundingClientRect(), frame = glass.getBoundingClientRect();
    const x = Math.max(0, frame.left - box.left + 8) - Math.max(0, box.right - frame.right + 8);
    const y = Math.max(0, frame.top - box.top + 8) - Math.max(0, box.bottom - frame.bottom + 8);
    if (x || y) pan(x, y);
  });
  if (window.ResizeObserver) new ResizeObserver(() => own || fit()).observe(glass);

  function highlight() {
    for (const link of sheet.querySelectorAll("a[data-object]")) {
      const on = link.dataset.object === chosen;
      link.classList.toggle("kc-chosen", on);
      link.setAttribute("aria-pressed", String(on));
    }
  }
  const box = h("section.kc-look", { "aria-label": words.view },
    h("div.kc-head", {}, view, space, h("span.kc-gap"), toggle,
      button("minus", words["zoom-out"], words["zoom-out"], () => zoom(0.8), "quiet"),
      button("plus", words["zoom-in"], words["zoom-in"], () => zoom(1.25), "quiet"),
      button("fit", words.fit, words.fit, fit, "quiet")),
    glass, twin);
  return {
    box, fit,
    draw(picture) {
      const focused = glass.contains(document.activeElement) ? document.activeElement.closest?.("a[data-object]")?.dataset.object : null;
      sheet.innerHTML = picture.html || "";
      twin.textContent = picture.text || "";
      const svg = sheet.querySelector("svg");
      const size = svg && svg.viewBox.baseVal;
      const [before, tall] = [wide, high];
      [wide, high] = size && size.width ? [size.width * 4 / 3, size.height * 4 / 3] : [sheet.scrollWidth, sheet.scrollHeight];
      if (svg) Object.assign(svg.style, { width: `${wide}px`, height: `${high}px`, maxWidth: "none" });
      for (const link of sheet.querySelectorAll("a[data-object]")) {
        link.setAttribute("tabindex", "0");
        link.setAttribute("role", "button");
        const title = link.querySelector("title");
        link.setAttribute("aria-label", (title && title.textContent.trim()) || link.dataset.object);
        if (link.dataset.object === focused) link.focus({ preventScroll: true });
      }
      highlight();
      if (!own || !before || !tall) fit();
      else place();
    },
    objects: () => [...new Set([...sheet.querySelectorAll("a[data-object]")].map((link) => link.dataset.object))],
    update(state) {
      chosen = state.details ? state.details.id : null;
      view.value = state.view;
      const names = ["", ...state.namespaces];
      if (space.dataset.names !== names.join()) {
        space.dataset.names = names.join();
        space.replaceChildren(...names.map((name) => h("option", { value: name }, name || `${words.namespace}: ${words.all}`)));
      }
      space.value = state.namespace;
      box.classList.toggle("kc-past", state.past);
      highlight();
    },
  };
}
