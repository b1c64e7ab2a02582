// The body of an answer, laid out with the offending places marked. It reads
// JSON as far as it goes, since a body may be cut, or broken by the server.
"use strict";
const reportBody = (() => {
  const deepest = 100; // beyond, the text is shown as it came

  // read turns text into nodes: {kind, raw} or {kind, members: [{key, node}]}.
  function read(text) {
    let at = 0;
    const space = () => { while (at < text.length && " \t\n\r".includes(text[at])) at++; };
    function string() {
      const from = at++;
      while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
      if (at >= text.length) { at = text.length; return { raw: text.slice(from), open: true }; }
      return { raw: text.slice(from, ++at) };
    }
    function value(depth) {
      space();
      if (at >= text.length) return { raw: "", open: true };
      if (depth > deepest) throw new Error("too deep");
      const first = text[at];
      if (first === '"') return string();
      if (first === "{" || first === "[") return list(first, depth);
      const from = at;
      while (at < text.length && /[-+.\w]/.test(text[at])) at++;
      if (at === from) throw new Error("not JSON");
      return { raw: text.slice(from, at) };
    }
    function list(first, depth) {
      const node = { first, last: first === "{" ? "}" : "]", members: [] };
      at++;
      for (;;) {
        space();
        if (at >= text.length) { node.open = true; return node; }
        if (text[at] === node.last) { at++; return node; }
        if (node.members.length > 0) {
          if (text[at++] !== ",") throw new Error("not JSON");
          space();
        }
        if (at >= text.length) { node.open = true; return node; }
        let key = String(node.members.length), name = "";
        if (first === "{") {
          if (text[at] !== '"') throw new Error("not JSON");
          const word = string();
          if (word.open) { node.open = true; return node; }
          name = word.raw;
          try { key = JSON.parse(name); } catch { key = name.slice(1, -1); }
          space();
          if (at >= text.length) { node.open = true; return node; }
          if (text[at++] !== ":") throw new Error("not JSON");
        }
        const member = value(depth + 1);
        node.members.push({ key, name, node: member });
        if (member.open) { node.open = true; return node; }
      }
    }
    const root = value(0);
    space();
    if (at < text.length) throw new Error("more follows");
    return root;
  }

  const steps = (pointer) => pointer.split("/").slice(1).map((s) => s.replaceAll("~1", "/").replaceAll("~0", "~"));

  // spot notes a violation at the node it points to, or, where nothing is
  // there, as absent from the last node on the way.
  function spot(root, pointer, number) {
    let node = root;
    for (const step of steps(pointer)) {
      const next = node.members?.findLast((m) => m.key === step);
      if (!next) {
        if (node.open || !node.members) return false; // it may have been cut off
        (node.absent ??= []).push({ key: step, number });
        return true;
      }
      node = next.node;
    }
    (node.numbers ??= []).push(number);
    return true;
  }

  function write(root) {
    const out = document.createElement("pre");
    const marked = (numbers, into, absent) => {
      const mark = document.createElement("mark");
      if (absent) mark.className = "absent";
      into.append(mark);
      mark.label = () => { for (const n of numbers) { const sup = document.createElement("sup"); sup.textContent = n; mark.append(sup); } };
      return mark;
    };
    function put(node, indent, into) {
      const mark = node.numbers && marked(node.numbers, into);
      const target = mark || into;
      if (!node.members) target.append(node.raw);
      else if (node.members.length === 0 && !node.absent) target.append(node.first + (node.open ? "" : node.last));
      else {
        const inner = indent + "  ";
        target.append(node.first);
        node.members.forEach((m, i) => {
          target.append("\n" + inner + (m.name ? m.name + ": " : ""));
          put(m.node, inner, target);
          if (i < node.members.length - 1) target.append(",");
        });
        for (const gone of node.absent ?? []) {
          target.append("\n" + inner);
          const ghost = marked([gone.number], target, true);
          ghost.append((node.first === "{" ? JSON.stringify(gone.key) : "[" + gone.key + "]") + " is absent");
          ghost.label();
        }
        target.append(node.open ? "\n" + inner + "…" : "\n" + indent + node.last);
      }
      mark?.label();
    }
    put(root, "", out);
    return out;
  }

  // The view of a body; places are [pointer, number] of the violations.
  return (text, places) => {
    try {
      const root = read(text);
      const lost = places.filter(([pointer, number]) => !spot(root, pointer, number));
      return { view: write(root), lost };
    } catch {
      const view = document.createElement("pre");
      view.textContent = text;
      return { view, lost: places };
    }
  };
})();
