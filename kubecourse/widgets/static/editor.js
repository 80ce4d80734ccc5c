// The manifest editor: a text area (so that every browser, reader and keyboard knows it) over a painted copy.
// The page beyond 200 KB is left unpainted. Next: picture.js.

function makeEditor(words, examples, send, remember, ask) {
  let loaded = "";
  let wrong = new Set();
  const paint = h("pre.kc-paint", { "aria-hidden": "true" });
  const gutter = h("div.kc-gutter", { "aria-hidden": "true" });
  const help = h("p.kc-unseen", { id: `kc-help-${Math.random().toString(36).slice(2)}` }, words["manifest-help"]);
  const area = h("textarea.kc-area", {
    "aria-label": words.manifest, "aria-describedby": help.id, spellcheck: "false", wrap: "off",
    autocapitalize: "off", autocomplete: "off",
  });
  const said = h("div.kc-said", { role: "alert" });
  const titles = Object.keys(examples);
  const choose = h("select.kc-select", { "aria-label": words.examples },
    h("option", { value: "" }, words.examples), ...titles.map((title) => h("option", { value: title }, title)));

  function draw() {
    const lines = area.value.split("\n").length;
    if (area.value.length > 200000) {
      paint.textContent = area.value;
      gutter.textContent = "";
      return;
    }
    paintYaml(paint, area.value, wrong);
    if (gutter.childElementCount !== lines || wrong !== gutter.wrong) {
      gutter.wrong = wrong;
      gutter.replaceChildren(...Array.from({ length: lines }, (_, index) =>
        h(wrong.has(index + 1) ? "div.kc-wrong" : "div", {}, wrong.has(index + 1) ? `▶ ${index + 1}` : `${index + 1}`)));
    }
    follow();
  }
  function follow() {
    paint.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
    gutter.style.transform = `translateY(${-area.scrollTop}px)`;
  }
  function put(text) {
    area.focus();
    area.select();
    // so that Ctrl+Z brings the earlier text back; where the command is gone, without
    if (!document.execCommand || !document.execCommand("insertText", false, text)) area.value = text;
    if (area.value !== text) area.value = text;
    area.setSelectionRange(0, 0);
    area.scrollTop = 0;
    changed();
  }
  function changed() {
    if (wrong.size) mark(null);
    draw();
    remember(area.value);
  }
  /** A sentence; what stands between backticks is code. */
  function spoken(text) {
    return text.split("`").map((piece, index) => (index % 2 ? h("code.kc-word", {}, piece) : piece));
  }
  function mark(mistake) {
    wrong = new Set(mistake ? [mistake.line, ...(mistake.points || []).map((point) => point.line)].filter(Boolean) : []);
    area.setAttribute("aria-invalid", mistake ? "true" : "false");
    said.replaceChildren();
    if (mistake) {
      const where = [mistake.line && `${words.line} ${mistake.line}`, mistake.document && `${words.document} ${mistake.document}`];
      const jump = h("button.kc-where", { type: "button", onclick: () => seek(mistake.line) }, "✕ " + where.filter(Boolean).join(" · "));
      said.append(mistake.line || mistake.document ? jump : "", h("code", {}, mistake.message));
      const points = mistake.points || [];
      if (points.length > 1) {
        said.append(h("p", {}, h("b", {}, words.try)), h("ol.kc-points", {}, ...points.map((point) =>
          h("li", {}, point.line ? h("button.kc-where", { type: "button", onclick: () => seek(point.line) }, `${words.line} ${point.line}`) : "", " ", ...spoken(point.says)))));
      } else if (mistake.hint) said.append(h("p", {}, h("b", {}, `${words.try} `), ...spoken(mistake.hint)));
    }
    said.hidden = !mistake;
    draw();
    if (mistake && mistake.line) reveal(mistake.line);
  }
  function reveal(line) {
    const height = parseFloat(getComputedStyle(area).lineHeight) || 18;
    const top = (line - 1) * height;
    if (top < area.scrollTop || top > area.scrollTop + area.clientHeight - 2 * height) area.scrollTop = top - area.clientHeight / 2;
    follow();
  }
  function seek(line) {
    if (!line) return;
    const before = area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(before, before + (area.value.split("\n")[line - 1] || "").length);
    reveal(line);
  }
  const sheet = h("div.kc-sheet", {}, paint, area);
  const assist = makeAssist(words, area, sheet, ask, changed);
  sheet.append(assist.tip, assist.popup);
  let leaving = false;
  area.addEventListener("keydown", (event) => {
    if (assist.key(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send({ do: "apply", text: area.value });
    } else if (event.key === "Tab" && !leaving && !event.shiftKey) {
      event.preventDefault();
      if (!document.execCommand || !document.execCommand("insertText", false, "  ")) area.setRangeText("  ", area.selectionStart, area.selectionEnd, "end");
      changed();
    } else if (event.key === "Enter" && !event.shiftKey) {
      const line = area.value.slice(0, area.selectionStart).split("\n").pop();
      const indent = /^\s*/.exec(line)[0] + (/^\s*-\s/.test(line) && line.trim().endsWith(":") ? "  " : "") + (line.trim().endsWith(":") ? "  " : "");
      if (indent && document.execCommand && document.execCommand("insertText", false, "\n" + indent)) event.preventDefault();
    }
    leaving = event.key === "Escape";
  });
  area.addEventListener("input", changed);
  area.addEventListener("scroll", follow);
  choose.addEventListener("change", () => {
    if (!choose.value) return;
    loaded = examples[choose.value];
    put(loaded);
    choose.value = "";
  });
  const box = h("section.kc-edit", { "aria-label": words.manifest },
    h("div.kc-head", {}, h("h3", {}, words.manifest), choose),
    h("div.kc-code", {}, gutter, sheet), said, help,
    h("div.kc-foot", {},
      button("check", words.apply, words["apply-tip"], () => send({ do: "apply", text: area.value }), "primary changes"),
      button("bin", words.delete, words["delete-tip"], () => send({ do: "delete", text: area.value }), "changes"),
      button("undo", words.reset, words["reset-tip"], () => put(loaded))));
  return {
    box, mark, answer: assist.answer,
    set(text) {
      if (text === area.value) return;
      loaded = text;
      area.value = text;
      draw();
    },
    draw,
  };
}
