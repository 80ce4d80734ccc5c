// The panel: puts the parts together, sends what the reader does, shows what comes back. One act at a time.

function render({ model, el }) {
  const words = model.get("words");
  let seq = 0;
  let waiting = null;
  let queued = null;
  const calm = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function send(message) {
    if (waiting !== null) {
      queued = message; // the last wish counts: a slider that is dragged, a button pressed twice
      return;
    }
    if (["back", "look", "present", "rewind", "goto", "settle", "advance"].includes(message.do)) clock.stop();
    waiting = { number: ++seq, what: message.do };
    root.setAttribute("aria-busy", "true");
    model.send({ ...message, seq });
  }
  const editor = makeEditor(words, model.get("examples"), send, (text) => {
    model.set("manifest", text);
    clearTimeout(saving);
    saving = setTimeout(() => model.save_changes(), 500);
  }, (message) => model.send(message));
  let saving = 0;
  const clock = makeClock(words, send);
  const picture = makePicture(words, send);
  const details = makeDetails(words, send, picture.objects);
  const log = makeLog(words, send);
  const note = h("div.kc-note", { role: "status", "aria-live": "polite" });
  const full = button("full", words.full, words.full, () =>
    document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen && root.requestFullscreen(), "quiet");
  clock.box.append(full);
  const root = h("div.kc-lab", { lang: model.get("lang"), role: "region", "aria-label": words.title },
    clock.box, clock.line, clock.banner,
    h("div.kc-main", {}, editor.box, picture.box),
    note,
    h("div.kc-bottom", {}, details.box, log.box));
  // The notebook's own shortcuts (Shift+Enter, A, B, D D, 0 0…) must not hear what is typed here, but Ctrl+S and the
  // like must: JupyterLab looks for this attribute at each key, and the window hears of a key first.
  function guard(event) {
    const shortcut = (event.ctrlKey || event.metaKey) && !["enter", "a", "c", "v", "x", "y", "z"].includes(event.key.toLowerCase());
    root.toggleAttribute("data-lm-suppress-shortcuts", !shortcut);
  }
  window.addEventListener("keydown", guard, true);

  function showPicture() {
    picture.draw(model.get("picture"));
  }
  function showState() {
    const state = model.get("state");
    clock.update(state);
    picture.update(state);
    details.update(state);
    log.update(state);
    editor.mark(state.mistake);
    note.className = `kc-note kc-${state.tone}`;
    note.textContent = state.note || (state.outcome === "stopped" ? "" : words[state.outcome]) || "";
    const answered = waiting !== null && state.answers >= waiting.number ? waiting.what : null;
    if (answered === null) return;
    waiting = null;
    root.removeAttribute("aria-busy");
    if (["apply", "delete", "kill", "remove", "fail", "heal"].includes(answered) && state.outcome === "moving") {
      if (calm) send({ do: "settle" });
      else clock.watch();
    }
    if (queued) {
      const message = queued;
      queued = null;
      send(message);
    } else clock.next();
  }
  const showManifest = () => editor.set(model.get("manifest"));
  const heard = (message) => editor.answer(message);
  model.on("msg:custom", heard);
  model.on("change:picture", showPicture);
  model.on("change:state", showState);
  model.on("change:manifest", showManifest);
  el.append(root);
  showPicture();
  showState();
  showManifest();
  editor.draw();
  requestAnimationFrame(picture.fit);
  return () => {
    clock.stop();
    window.removeEventListener("keydown", guard, true);
    model.off("msg:custom", heard);
    model.off("change:picture", showPicture);
    model.off("change:state", showState);
    model.off("change:manifest", showManifest);
  };
}

export default { render };
