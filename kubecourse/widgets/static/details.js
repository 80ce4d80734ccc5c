// What is known of the selected object, the buttons that break it, and the event log. Next: lab.js.

const TABS = ["why", "yaml", "events", "logs"];

/** Names of pods differ at their end: cut in the middle. */
function shortened(name) {
  return name.length > 24 ? `${name.slice(0, 10)}…${name.slice(-9)}` : name;
}

function eventTable(words, events, choose) {
  if (!events.length) return h("p.kc-empty", {}, words["no-events"]);
  const rows = events.map((event) => {
    const warning = event.type === "Warning";
    const about = choose
      ? h("button.kc-link", { type: "button", title: event.id, onclick: () => choose(event.id) }, `${event.kind}/${shortened(event.name)}`)
      : null;
    return h(warning ? "tr.kc-warning" : "tr", {},
      h("td.kc-mono", {}, hour(event.time)),
      choose ? h("td", {}, about) : null,
      h("td", {}, h("b", {}, warning ? "⚠ " : "", event.reason, event.count > 1 ? ` ×${event.count}` : ""), " ", event.message));
  });
  const heads = [words.time, choose ? words.object : null, `${words.reason} · ${words.message}`].filter(Boolean);
  return h("table.kc-table", {}, h("thead", {}, h("tr", {}, ...heads.map((word) => h("th", { scope: "col" }, word)))), h("tbody", {}, ...rows));
}

function makeDetails(words, send, objects) {
  let tab = "why";
  let details = null;
  let past = false;
  const choose = h("select.kc-select.kc-chooser", { "aria-label": words.choose, onchange: () => send({ do: "select", object: choose.value }) });
  const tabs = h("div.kc-tabs", { role: "tablist", "aria-label": words.selected });
  const panel = h("div.kc-panel", { role: "tabpanel", tabindex: "0", id: `kc-panel-${Math.random().toString(36).slice(2)}` });
  const breakers = h("div.kc-breakers", { role: "group", "aria-label": words.break });
  const handles = Object.fromEntries(TABS.map((name) => [name,
    h("button.kc-tab", { type: "button", role: "tab", "aria-controls": panel.id, onclick: () => { tab = name; show(); } }, words[name])]));
  tabs.append(...Object.values(handles));
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const seen = TABS.filter((name) => !handles[name].hidden);
    tab = seen[(seen.indexOf(tab) + step + seen.length) % seen.length];
    show();
    handles[tab].focus();
    event.preventDefault();
  });

  function show() {
    const pod = details && details.logs !== null && details.logs !== undefined;
    handles.logs.hidden = !pod;
    if (tab === "logs" && !pod) tab = "why";
    for (const name of TABS) {
      handles[name].setAttribute("aria-selected", String(name === tab));
      handles[name].tabIndex = name === tab ? 0 : -1;
    }
    panel.setAttribute("aria-label", words[tab]);
    panel.replaceChildren(content());
  }
  function content() {
    if (!details) return h("p.kc-empty", {}, words.nothing);
    if (details.gone && tab !== "events") return h("p.kc-empty", {}, words.gone);
    if (tab === "yaml") {
      const pre = h("pre.kc-paint.kc-still-paint");
      paintYaml(pre, details.yaml, null);
      return pre;
    }
    if (tab === "events") return eventTable(words, details.events, null);
    if (tab === "logs") return details.logs.trim() ? h("pre.kc-logs", {}, details.logs) : h("p.kc-empty", {}, words["no-logs"]);
    const box = h("div.kc-why");
    box.innerHTML = details.why; // made and escaped by `Why._repr_html_`
    return box;
  }
  function breaking() {
    if (!details || details.gone || past) return [];
    if (details.kind === "Node")
      return [button("bolt", words.fail, words.fail, () => send({ do: "fail" }), "danger changes"),
        button("power", words.heal, words.heal, () => send({ do: "heal" }), "changes")];
    if (details.kind !== "Pod") return [];
    const which = details.containers.length > 1
      ? h("select.kc-select", { "aria-label": words.container }, ...details.containers.map((name) => h("option", {}, name))) : null;
    return [which, button("bolt", words.kill, words["kill-tip"], () => send({ do: "kill", container: which ? which.value : null }), "danger changes"),
      button("bin", words["delete-pod"], words["delete-pod"], () => send({ do: "remove" }), "danger changes")];
  }
  const box = h("section.kc-details", { "aria-label": words.selected },
    h("div.kc-head", {}, choose, tabs), panel, breakers);
  return {
    box,
    update(state) {
      details = state.details;
      past = state.past;
      const ids = objects();
      if (details && !ids.includes(details.id)) ids.unshift(details.id);
      choose.replaceChildren(h("option", { value: "" }, words.choose), ...ids.map((id) => h("option", { value: id }, id.replace("//", "/"))));
      choose.value = details ? details.id : "";
      const acts = breaking().filter(Boolean);
      breakers.replaceChildren(...acts);
      breakers.hidden = !acts.length;
      const scroll = panel.scrollTop;
      show();
      panel.scrollTop = scroll;
    },
  };
}

function makeLog(words, send) {
  let events = [];
  const only = h("input", { type: "checkbox", onchange: () => show() });
  const panel = h("div.kc-panel", { tabindex: "0", role: "log", "aria-label": words.log });
  function show() {
    const kept = only.checked ? events.filter((event) => event.type === "Warning") : events;
    panel.replaceChildren(eventTable(words, kept, (id) => send({ do: "select", object: id })));
  }
  const box = h("section.kc-log", { "aria-label": words.log },
    h("div.kc-head", {}, h("h3", {}, words.log), h("span.kc-gap"), h("label.kc-check", {}, only, words["only-warnings"])), panel);
  return {
    box,
    update(state) {
      events = state.events;
      show();
    },
  };
}
