// The clock, its buttons and the slider over the whole history. Next: details.js.

function makeClock(words, send) {
  let state = null;
  let playing = false;
  const time = h("time.kc-time");
  const date = h("span.kc-date");
  const place = h("output.kc-place");
  const slider = h("input.kc-slider", { type: "range", min: "0", max: "0", step: "1", "aria-label": words.history, title: words.history });
  const input = h("input.kc-goto", { type: "text", placeholder: "09:30", "aria-label": words["goto-tip"], title: words["goto-tip"], size: "8" });
  const form = h("form.kc-form", { onsubmit: (event) => { event.preventDefault(); if (input.value.trim()) send({ do: "goto", text: input.value }); } },
    input, h("button.kc-button", { type: "submit", title: words["goto-tip"] }, words.goto));
  const play = button("play", words.play, words["play-tip"], () => { playing = !playing; show(); if (playing) tick(true); }, "changes");
  const banner = h("div.kc-banner", { hidden: true },
    h("span", {}, icon("clock"), words.past),
    button("step", words.present, words.present, () => send({ do: "present" })),
    button("undo", words.rewind, words["rewind-tip"], () => send({ do: "rewind" })));

  function show() {
    play.replaceChildren(icon(playing ? "pause" : "play"), h("span", {}, playing ? words.pause : words.play));
    play.setAttribute("aria-pressed", String(playing));
  }
  /** One more change, as long as something is moving. */
  function tick(first = false) {
    if (!playing || !state) return;
    if (!first && state.outcome !== "moving") {
      playing = false;
      show();
      send({ do: "refresh" });
      return;
    }
    send({ do: "step", still: false });
  }
  function moveTo(index) {
    const instants = state.instants;
    if (index >= instants.length) send({ do: "present" });
    else send({ do: "look", time: instants[index] });
  }
  slider.addEventListener("change", () => moveTo(Number(slider.value)));
  slider.addEventListener("input", () => {
    const at = state.instants[Number(slider.value)] ?? state.present;
    place.textContent = hour(at);
  });
  const box = h("div.kc-bar", {},
    h("div.kc-now", { role: "group", "aria-label": words.clock }, icon("clock"), h("div", {}, time, date)),
    h("div.kc-buttons", { role: "group", "aria-label": words.clock },
      button("back", words.back, words["back-tip"], () => send({ do: "back" })),
      button("step", words.step, words["step-tip"], () => send({ do: "step" })),
      play,
      button("settle", words.settle, words["settle-tip"], () => send({ do: "settle" })),
      button("plus", words.ten, words["ten-tip"], () => send({ do: "advance", by: "10m" }))),
    form);
  const line = h("div.kc-history", {}, slider, place);
  return {
    box, line, banner,
    /** After an act: watch what follows, unless the reader prefers no motion. */
    watch() {
      playing = true;
      show();
    },
    stop() {
      playing = false;
      show();
    },
    next: () => playing && setTimeout(tick, 380),
    update(fresh) {
      state = fresh;
      time.textContent = hour(fresh.now);
      time.setAttribute("datetime", new Date(fresh.now).toISOString());
      date.textContent = day(fresh.now);
      // one stop more than instants: the present, when the clock has gone on since the last change
      const instants = fresh.instants;
      const tail = fresh.present > instants[instants.length - 1];
      slider.max = String(instants.length - 1 + (tail ? 1 : 0));
      let index = instants.length - 1 + (tail ? 1 : 0);
      if (fresh.past) index = Math.max(0, instants.filter((one) => one <= fresh.now).length - 1);
      slider.value = String(index);
      slider.setAttribute("aria-valuetext", hour(fresh.now));
      slider.style.setProperty("--done", `${(100 * index) / Math.max(1, Number(slider.max))}%`);
      place.textContent = `${index + 1} ${words.of} ${Number(slider.max) + 1}`;
      banner.hidden = !fresh.past;
    },
  };
}
