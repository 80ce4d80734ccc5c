// A list and its button. Letters and arrows in it are the list's own: without the attribute, on the very element that has the
// focus, JupyterLab takes them for its shortcuts.

function render({ model, el }) {
  const list = h("select.kc-choose", { "data-lm-suppress-shortcuts": "true" });
  const label = h("label", {}, h("span", {}, ""), " ", list);
  const button = h("button.jupyter-button.widget-button", { "data-lm-suppress-shortcuts": "true", onclick: () => model.send({ open: list.value }) });
  const row = h("div.kc-chooser", {}, label, " ", button);
  const fill = () => {
    const kept = list.value || model.get("value");
    list.replaceChildren(...model.get("choices").map(([text, value]) => h("option", { value }, text)));
    if (kept) list.value = kept;
    label.firstChild.textContent = model.get("label");
    button.textContent = model.get("button");
    model.set("value", list.value);
    model.save_changes();
  };
  list.addEventListener("change", () => {
    model.set("value", list.value);
    model.save_changes();
  });
  model.on("change:choices", fill);
  fill();
  el.append(row);
}

export default { render };
