// Cells that begin with %%apply or %%manifest are YAML: tell JupyterLab's editor so, and tell the reader what the field
// under the mouse is (the kernel knows, as for Shift-Tab). Written by hand, no build.
// JupyterLab loads this file, then asks the container for "./extension"; libraries come from its shared scope.
(function () {
  const YAML = "text/x-yaml";
  const PYTHON = "text/x-ipython";
  let scope = null;

  /** One of JupyterLab's own libraries, as it runs here. */
  async function library(name) {
    const versions = Object.values((scope && scope[name]) || {});
    if (!versions.length) throw new Error(`kubecourse: ${name} is not shared by this JupyterLab`);
    const factory = await versions[0].get();
    return factory();
  }

  function colour(model) {
    if (!model || model.type !== "code") return;
    const manifest = /^\s*%%(apply|manifest|yaml)\b/.test(model.sharedModel.getSource());
    if (manifest && model.mimeType !== YAML) model.mimeType = YAML;
    else if (!manifest && model.mimeType === YAML) model.mimeType = PYTHON;
  }

  function follow(model, known) {
    if (known.has(model)) return;
    known.add(model);
    let timer = 0;
    const soon = (wait) => () => {
      clearTimeout(timer);
      timer = setTimeout(() => model.isDisposed || colour(model), wait);
    };
    model.contentChanged.connect(soon(150));
    // the notebook gives every cell its kernel's language, some time after the kernel is there
    model.mimeTypeChanged.connect(soon(400));
    colour(model);
    soon(400)();
  }

  function watch(notebook) {
    const known = new WeakSet();
    const all = () => {
      const cells = notebook.model && notebook.model.cells;
      if (!cells) return;
      for (let index = 0; index < cells.length; index++) follow(cells.get(index), known);
    };
    const attach = () => {
      if (!notebook.model) return;
      notebook.model.cells.changed.connect(all);
      all();
    };
    notebook.modelChanged.connect(attach);
    attach();
  }

  const MANIFEST = /^\s*%%(apply|manifest|yaml)\b|^\s*%%kubectl\b.*-f\s*=?\s*-/;

  /** What the kernel says of a place in a cell, as lines; null where it says nothing within a second or so. */
  async function asked(kernel, code, position) {
    const patience = new Promise((resolve) => setTimeout(() => resolve(null), 1500));
    // the kernel counts characters, a page counts halves of the rare ones
    const cursor_pos = [...code.slice(0, position)].length;
    const reply = await Promise.race([kernel.requestInspect({ code, cursor_pos, detail_level: 0 }), patience]);
    const content = reply && reply.content;
    return content && content.status === "ok" && content.found ? content.data["text/plain"].split("\n") : null;
  }

  function tooltip(lines) {
    const dom = document.createElement("div");
    dom.className = "kubecourse-tip";
    dom.setAttribute("role", "tooltip");
    dom.style.cssText =
      "max-width:460px;padding:5px 9px;font:12px/1.45 var(--jp-ui-font-family);white-space:normal;" +
      "color:var(--jp-ui-font-color1);background:var(--jp-layout-color1);border:1px solid var(--jp-border-color1)";
    lines.forEach((line, index) => {
      const row = document.createElement(index ? "div" : "b");
      row.textContent = line;
      if (!index) row.style.fontFamily = "var(--jp-code-font-family)";
      dom.append(row);
    });
    return dom;
  }

  /** CodeMirror's own hover, as this JupyterLab carries it; `tracker` knows which kernel a cell has. */
  function hover(view, tracker) {
    return view.hoverTooltip(
      async (editor, position) => {
        const code = editor.state.doc.toString();
        if (!MANIFEST.test(code)) return null;
        const panel = tracker.find((one) => one.node.contains(editor.dom));
        const session = panel && panel.sessionContext.session;
        if (!session || !session.kernel) return null;
        const lines = await asked(session.kernel, code, position).catch(() => null);
        return lines && { pos: position, above: true, create: () => ({ dom: tooltip(lines) }) };
      },
      { hoverTime: 350 },
    );
  }

  async function extension() {
    const { INotebookTracker } = await library("@jupyterlab/notebook");
    const colours = {
      id: "kubecourse:colours",
      description: "Colours the manifests in %%apply and %%manifest cells as YAML",
      autoStart: true,
      requires: [INotebookTracker],
      activate(app, tracker) {
        tracker.forEach((panel) => watch(panel.content));
        tracker.widgetAdded.connect((_, panel) => watch(panel.content));
      },
    };
    try {
      const [editors, view] = [await library("@jupyterlab/codemirror"), await library("@codemirror/view")];
      const words = {
        id: "kubecourse:words",
        description: "Tells what the field of a manifest under the mouse is",
        autoStart: true,
        requires: [INotebookTracker, editors.IEditorExtensionRegistry],
        activate(app, tracker, registry) {
          registry.addExtension(
            Object.freeze({
              name: "kubecourse:words",
              factory: () => editors.EditorExtensionRegistry.createImmutableExtension(hover(view, tracker)),
            }),
          );
        },
      };
      return () => ({ __esModule: true, default: [colours, words] });
    } catch (error) {
      // a JupyterLab that keeps its editor to itself: colours, and Shift-Tab, are still there
      console.warn(String(error));
      return () => ({ __esModule: true, default: colours });
    }
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.kubecourse = {
    init(shared) {
      scope = shared;
    },
    get: (name) => (name === "./extension" ? extension() : Promise.reject(new Error(`kubecourse has no ${name}`))),
  };
})();
