// Colours for YAML, line by line: comments, keys, strings, numbers, words, anchors, block texts. Next: editor.js.

const YAML_VALUE = /^(?:(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|[^\s#][^#]*?)(?=\s+#|\s*$)/;
const YAML_KEY = /^(\s*(?:-\s+)*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:&*!|>{}\[\],"'-][^:#]*?|-[^\s:][^:#]*?)(\s*:)(?=\s|$)/;

/** [[text, class], …] of one line; `block` is the indentation of a block text that is open, or -1. */
function yamlLine(line, block) {
  const indent = line.search(/\S/);
  if (block >= 0 && (indent < 0 || indent > block)) return [[[line, "s"]], block];
  if (/^(---|\.\.\.)(\s|$)/.test(line)) return [[[line, "m"]], -1];
  const parts = [];
  let rest = line;
  const key = YAML_KEY.exec(rest);
  if (key) {
    parts.push([key[1], "p"], [key[2], "k"], [key[3], "p"]);
    rest = rest.slice(key[0].length);
  } else {
    const dash = /^\s*(?:-\s+)+/.exec(rest) || /^\s*-$/.exec(rest);
    if (dash) {
      parts.push([dash[0], "p"]);
      rest = rest.slice(dash[0].length);
    }
  }
  const space = /^\s*/.exec(rest)[0];
  parts.push([space, ""]);
  rest = rest.slice(space.length);
  const value = rest.startsWith("#") ? null : YAML_VALUE.exec(rest);
  if (value) {
    parts.push([value[0], yamlKind(value[0])]);
    rest = rest.slice(value[0].length);
  }
  if (rest) parts.push([rest, rest.trim().startsWith("#") ? "c" : ""]);
  const opens = value && /^[|>][+-]?\d?[+-]?$/.test(value[0].trim());
  return [parts, opens ? Math.max(indent, 0) : -1];
}

function yamlKind(text) {
  if (/^["']/.test(text)) return "s";
  if (/^[&*!|>]/.test(text)) return "m";
  if (/^[-+]?(\d[\d_]*)?\.?\d+([eE][-+]?\d+)?$/.test(text)) return "n";
  if (/^(true|false|null|~|yes|no|on|off)$/i.test(text)) return "a";
  return "v";
}

/** Fill `into` with one <div> a line; `marked` are the lines (from 1) that are wrong. */
function paintYaml(into, text, marked) {
  let block = -1;
  const lines = text.split("\n").map((line, index) => {
    let parts;
    if (line.length > 2000) parts = [[line, ""]];
    else [parts, block] = yamlLine(line, block);
    const row = h(marked.has(index + 1) ? "div.kc-row.kc-wrong" : "div.kc-row");
    for (const [piece, kind] of parts) if (piece) row.append(kind ? h(`span.kc-y-${kind}`, {}, piece) : piece);
    if (!row.textContent) row.append("\u200b");
    return row;
  });
  into.replaceChildren(...lines);
}
