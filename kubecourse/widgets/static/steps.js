// A journey to walk along: the picture with what has been walked lit, buttons, and the sentences. Uses dom.js.

function render({ model, el }) {
  const words = model.get("words"), hops = model.get("hops"), places = model.get("places");
  const last = hops.length;
  const sheet = h("div.kc-way-picture", { tabindex: "0", role: "group", "aria-label": words["walk-picture"] });
  sheet.innerHTML = model.get("html");
  const place = h("span.kc-way-place", { "aria-live": "polite" });
  const go = (step) => {
    model.set("step", Math.max(0, Math.min(last, step)));
    model.save_changes();
  };
  const now = () => model.get("step");
  const buttons = [
    button("back", words["walk-start"], words["walk-start"], () => go(0), "quiet"),
    button("minus", words["walk-back"], words["walk-back"], () => go(now() - 1)),
    button("plus", words["walk-forward"], words["walk-forward"], () => go(now() + 1), "primary"),
    button("step", words["walk-end"], words["walk-end"], () => go(last), "quiet"),
  ];
  const slider = h("input.kc-way-slider", { type: "range", min: 0, max: last, "aria-label": words["walk-title"], oninput: () => go(Number(slider.value)) });
  const rows = hops.map((text, index) => h("li", {}, h("button", { type: "button", onclick: () => go(index + 1) }, text)));
  const end = h(`p.kc-way-end.kc-way-${model.get("good") ? "good" : "bad"}`, {}, model.get("end"));
  const list = h("ol.kc-way-list", {}, ...rows);
  const box = h("section.kc-way", { "aria-label": words["walk-title"] },
    h("header", {}, h("strong", {}, words["walk-title"]), h("code", {}, model.get("head"))),
    h("div.kc-way-bar", {}, ...buttons, slider, place), sheet, list, end);

  const objects = new Map();
  for (const link of sheet.querySelectorAll("a[data-object]")) {
    const known = objects.get(link.dataset.object) || [];
    objects.set(link.dataset.object, [...known, link]);
  }
  const legs = hops.map((_, index) => sheet.querySelector(`[id="hop-${index + 1}"]`));
  const onTheWay = new Set(places.flat());

  function show() {
    const step = now();
    legs.forEach((leg, index) => {
      if (!leg) return;
      leg.classList.toggle("kc-way-ahead", index >= step);
      leg.classList.toggle("kc-way-here", index === step - 1);
    });
    const walked = new Set(places.slice(0, step).flat());
    const start = places.find((pair) => pair.length);
    if (start) walked.add(start[0]);
    const here = new Set(step ? places[step - 1] : []);
    for (const id of onTheWay)
      for (const link of objects.get(id) || []) {
        link.classList.toggle("kc-way-ahead", !walked.has(id));
        link.classList.toggle("kc-way-here", here.has(id));
      }
    rows.forEach((row, index) => {
      row.classList.toggle("kc-way-ahead", index >= step);
      row.classList.toggle("kc-way-here", index === step - 1);
      if (index === step - 1) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
    end.classList.toggle("kc-way-ahead", step < last);
    slider.value = step;
    place.textContent = `${step} ${words.of} ${last}`;
    buttons[0].disabled = buttons[1].disabled = step === 0;
    buttons[2].disabled = buttons[3].disabled = step === last;
  }
  sheet.addEventListener("keydown", (event) => {
    const moves = { ArrowRight: now() + 1, ArrowLeft: now() - 1, Home: 0, End: last };
    if (!(event.key in moves)) return;
    // the notebook around it has its own use for these keys
    event.preventDefault();
    event.stopPropagation();
    go(moves[event.key]);
  });
  model.on("change:step", show);
  el.append(box);
  show();
  return () => model.off("change:step", show);
}

export default { render };
