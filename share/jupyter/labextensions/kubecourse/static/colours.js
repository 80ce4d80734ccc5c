// Cells that begin with %%apply or %%manifest are YAML: tell JupyterLab's editor so. Written by hand, no build.
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
    const manifest = /^\s*%%(apply|manifest)\b/.test(model.sharedModel.getSource());
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

  async function extension() {
    const { INotebookTracker } = await library("@jupyterlab/notebook");
    const plugin = {
      id: "kubecourse:colours",
      description: "Colours the manifests in %%apply and %%manifest cells as YAML",
      autoStart: true,
      requires: [INotebookTracker],
      activate(app, tracker) {
        tracker.forEach((panel) => watch(panel.content));
        tracker.widgetAdded.connect((_, panel) => watch(panel.content));
      },
    };
    return () => ({ __esModule: true, default: plugin });
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.kubecourse = {
    init(shared) {
      scope = shared;
    },
    get: (name) => (name === "./extension" ? extension() : Promise.reject(new Error(`kubecourse has no ${name}`))),
  };
})();
