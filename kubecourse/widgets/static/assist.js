// Help in the manifest editor: resting on a field tells what it is, typing proposes what can follow. The kernel knows;
// this file asks, and shows what comes back beside the text. Keyboard: Ctrl+Space, F1, arrows, Enter, Escape. Next: editor.js.

function makeAssist(words, area, sheet, ask, changed) {
  const id = `kc-list-${Math.random().toString(36).slice(2)}`;
  const tip = h("div.kc-tip", { role: "tooltip", hidden: true });
  const list = h("ul.kc-list", { role: "listbox", id, "aria-label": words.proposals });
  const about = h("div.kc-about", { "aria-live": "polite" });
  const popup = h("div.kc-popup", { hidden: true }, list, about);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", id);
  let number = 0;
  let asked = {};
  let items = [];
  let chosen = 0;
  let start = 0;
  let resting = 0;
  let typing = 0;
  let spot = { left: 0, top: 0 };

  // -- where things are: one font, one width, one line height ---------------------------------------------
  function metrics() {
    const style = getComputedStyle(area);
    const probe = h("span", { style: "position:absolute;visibility:hidden;white-space:pre" }, "m".repeat(100));
    probe.style.font = style.font;
    sheet.append(probe);
    const width = probe.getBoundingClientRect().width / 100;
    probe.remove();
    return { width, height: parseFloat(style.lineHeight) || 18, left: parseFloat(style.paddingLeft), top: parseFloat(style.paddingTop) };
  }
  function caret() {
    const before = area.value.slice(0, area.selectionStart).split("\n");
    return { line: before.length - 1, column: before[before.length - 1].length };
  }
  function under(event) {
    const size = metrics();
    const box = area.getBoundingClientRect();
    const line = Math.floor((event.clientY - box.top - size.top + area.scrollTop) / size.height);
    const column = Math.floor((event.clientX - box.left - size.left + area.scrollLeft) / size.width);
    const row = area.value.split("\n")[line];
    return row === undefined || column < 0 || column >= row.length || !row[column].trim() ? null : { line, column };
  }
  /** Beside a place of the text, inside the sheet. */
  function put(box, at) {
    const size = metrics();
    box.hidden = false;
    const left = size.left + at.column * size.width - area.scrollLeft;
    const below = size.top + (at.line + 1) * size.height - area.scrollTop;
    const room = sheet.clientHeight - below;
    box.style.left = `${Math.max(4, Math.min(left, sheet.clientWidth - box.offsetWidth - 4))}px`;
    const above = room < box.offsetHeight && below - size.height > room;
    box.style.top = above ? `${Math.max(0, below - size.height - box.offsetHeight - 2)}px` : `${below + 2}px`;
  }
  function request(what, at) {
    asked[what] = ++number;
    spot = at;
    // the kernel counts characters, a page counts halves of the rare ones
    const column = [...(area.value.split("\n")[at.line] || "").slice(0, at.column)].length;
    ask({ do: what, text: area.value, line: at.line, column, ask: number });
  }

  // -- what a field is -----------------------------------------------------------------------------------
  function hideTip() {
    clearTimeout(resting);
    asked.describe = 0;
    tip.hidden = true;
  }
  function showTip(found) {
    tip.replaceChildren(
      h("div.kc-tip-head", {}, h("b", {}, found.title), found.type ? ` ${found.type}` : "", found.required ? h("i", {}, ` · ${words.required}`) : ""),
      ...(found.words ? [h("div", {}, found.words)] : []),
      ...(found.values.length ? [h("div.kc-tip-values", {}, `${words.values}: ${found.values.join(", ")}`)] : []));
    put(tip, spot);
  }

  // -- what can follow -----------------------------------------------------------------------------------
  function close() {
    clearTimeout(typing);
    asked.complete = 0;
    popup.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }
  function choose(index) {
    chosen = (index + items.length) % items.length;
    [...list.children].forEach((row, at) => row.setAttribute("aria-selected", at === chosen));
    const row = list.children[chosen];
    area.setAttribute("aria-activedescendant", row.id);
    if (row.offsetTop < list.scrollTop) list.scrollTop = row.offsetTop;
    else if (row.offsetTop + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = row.offsetTop + row.offsetHeight - list.clientHeight;
    about.textContent = items[chosen].words || "";
    about.hidden = !items[chosen].words;
  }
  function open(found) {
    items = found.items;
    start = found.start;
    const typed = area.value.split("\n")[spot.line].slice(start, spot.column);
    if (!items.length || (items.length === 1 && items[0].text.trimEnd() === typed)) {
      close();
      return;
    }
    hideTip();
    list.replaceChildren(...items.map((item, index) =>
      h("li", { role: "option", id: `${id}-${index}`, onmousedown: (event) => { event.preventDefault(); accept(index); }, onmousemove: () => index === chosen || choose(index) },
        h("span", {}, item.label), h("small", {}, item.detail))));
    choose(0);
    put(popup, { line: spot.line, column: start });
  }
  function accept(index) {
    const at = caret();
    const from = area.selectionStart - (at.column - start);
    area.setSelectionRange(from, area.selectionStart);
    const text = items[index].text;
    if (!document.execCommand || !document.execCommand("insertText", false, text)) {
      area.setRangeText(text, from, area.selectionEnd, "end");
      changed();
    }
    close();
  }

  // -- what the reader does ------------------------------------------------------------------------------
  let last = "";
  area.addEventListener("mousemove", (event) => {
    const at = under(event);
    const where = at ? `${at.line}:${at.column}` : "";
    if (where === last) return;
    last = where;
    hideTip();
    if (at && popup.hidden && !event.buttons) resting = setTimeout(() => request("describe", at), 350);
  });
  area.addEventListener("mouseleave", hideTip);
  area.addEventListener("scroll", () => { hideTip(); close(); });
  area.addEventListener("blur", () => { hideTip(); close(); });
  area.addEventListener("click", close);
  area.addEventListener("input", (event) => {
    hideTip();
    clearTimeout(typing);
    const row = area.value.slice(0, area.selectionStart).split("\n").pop();
    const wanted = event.inputType && event.inputType.startsWith("insertText") && area.value.length < 200000 && /[\w./]$/.test(row) && !/#/.test(row);
    if (wanted) typing = setTimeout(() => request("complete", caret()), 150);
    else close();
  });
  /** true: the key was for the list or the tooltip. */
  function key(event) {
    if (event.key === " " && (event.ctrlKey || event.metaKey)) request("complete", caret());
    else if (event.key === "F1") request("describe", caret());
    else if (event.key === "Escape" && (!popup.hidden || !tip.hidden)) { close(); hideTip(); }
    else if (popup.hidden) return false;
    else if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || (event.key === "Tab" && !event.shiftKey)) accept(chosen);
    else {
      if (!/^.$|Backspace|Shift|Control|Alt|Meta/.test(event.key)) close();
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
  function answer(message) {
    if (!message || message.ask !== asked[message.do]) return;
    if (message.do === "describe" && message.found) showTip(message.found);
    if (message.do === "complete") message.items ? open(message) : close();
  }
  return { tip, popup, key, answer };
}
