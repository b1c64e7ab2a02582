// One case in full: the requirement, what is wrong, what was said, and the line
// that repeats it. Text of the target is only ever set as text.
"use strict";
const reportCase = (() => {
  function el(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) e.setAttribute(key, value);
    e.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
    return e;
  }
  function sign(outcome) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "sign");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", "#sign-" + outcome);
    svg.append(use);
    return svg;
  }
  const named = (rows) => rows.filter(([, value]) => value).map(([name, value]) => el("div", null, el("dt", null, name), el("dd", null, value)));

  // broken is a table of the violations, wanted and got side by side. The
  // number leads to the place in the answer.
  function broken(c) {
    const rows = c.violations.map((v, i) => {
      const missing = v.rule === "header-missing" && !v.want && !v.got;
      const grave = v.level === "required" ? "failed" : "warned";
      const what = el("td", null, el("span", { class: grave }, sign(grave), " ", el("code", null, v.rule)), " ", el("sup", null, String(i + 1)));
      if (v.pointer) what.append(el("br"), el("code", { class: "place" }, v.pointer));
      if (v.ref && v.ref !== c.ref) what.append(el("br"), el("small", { class: "soft" }, v.ref));
      return el("tr", null, what, el("td", null, el("code", null, v.want || (missing ? "the header " + v.pointer : "–"))), el("td", null, el("code", null, v.got || (missing ? "no such header" : "–"))));
    });
    const head = el("tr", null, ...["violation", "wanted", "got"].map((name) => el("th", { scope: "col" }, name)));
    return el("div", { class: "scroll" }, el("table", { class: "violations" }, el("thead", null, head), el("tbody", null, ...rows)));
  }

  function mark(text, number, absent) {
    return el("mark", absent ? { class: "absent" } : null, text, el("sup", null, String(number)));
  }

  // headers lists them, those of a violation marked, those that are missing added.
  function headers(m, violations) {
    const list = el("ul");
    const about = (name) => violations.findIndex((v) => v.pointer && v.pointer[0] !== "/" && v.pointer.toLowerCase() === name.toLowerCase());
    for (const [name, value] of m.headers) {
      const at = about(name);
      list.append(at < 0 ? el("li", null, el("span", null, name + ": "), value) : el("li", null, mark(name + ": " + value, at + 1)));
    }
    violations.forEach((v, i) => {
      if (v.rule.startsWith("header-") && v.pointer && !m.headers.some(([name]) => name.toLowerCase() === v.pointer.toLowerCase())) {
        list.append(el("li", null, mark(v.pointer + " is absent", i + 1, true)));
      }
    });
    return list;
  }

  // said puts headers away that nothing is wrong with: the body matters more.
  function said(m, violations, answer) {
    const list = headers(m, violations);
    if (!answer || list.querySelector("mark") || !m.headers.length) return list;
    return el("details", null, el("summary", null, m.headers.length + " headers"), list);
  }

  function message(start, m, violations, answer) {
    const box = el("div", { class: "message", tabindex: "0", role: "group", "aria-label": start.textContent }, start);
    if (!m) return box;
    box.append(said(m, violations, answer));
    const note = (text) => box.append(el("p", { class: "note" }, text));
    if (m.binary) note(m.size + " bytes that are no text, left out here");
    if (m.body) {
      const places = violations.map((v, i) => [v.pointer, i + 1]).filter(([pointer]) => pointer.startsWith("/"));
      const { view, lost } = reportBody(m.body, places);
      box.append(view);
      if (m.cut) note("cut here; the whole body has " + m.size + " bytes and is in exchanges.har");
      if (m.cut && lost.length) note("Not in this part: " + lost.map(([pointer]) => pointer).join(", "));
    } else if (!m.binary) {
      note(m.size ? m.size + " bytes, not kept" : "no body");
    }
    return box;
  }

  function talk(x, violations) {
    const wrong = violations.findIndex((v) => ["status-unexpected", "no-answer", "answer-incomplete"].includes(v.rule));
    const answer = x.status ? String(x.status) + (x.failure ? ", cut short: " + x.failure : "") : "no answer" + (x.failure ? ": " + x.failure : "");
    const start = el("div", { class: "start" }, wrong < 0 ? answer : mark(answer, wrong + 1));
    return el("div", { class: "talk" },
      el("div", null, el("h3", null, "Request" + (x.attempts > 1 ? ", attempt " + x.attempts : "")), message(el("div", { class: "start" }, x.method + " " + x.path), x.request, [])),
      el("div", null, el("h3", null, "Answer"), message(start, x.response, violations, true)));
  }

  function view(c) {
    const out = el("div", { class: "case" });
    if (c.why) out.append(el("p", null, c.why));
    if (c.reason) out.append(el("p", { class: c.outcome }, sign(c.outcome), " ", c.reason));
    out.append(el("dl", { class: "origin" }, ...named([["source", c.ref], ["stated in", c.source], ["level", c.level], ["kind", c.kind], ["mode", c.mode]])));
    if (c.violations.length) out.append(broken(c));
    if (!c.exchange) return out;
    const x = c.exchange;
    if (x.request || x.response) out.append(talk(x, c.violations));
    else out.append(el("h3", null, "Exchange " + x.index + " in exchanges.har"), el("p", null, el("code", null, x.method + " " + x.path + " → " + (x.status || "no answer"))));
    if (x.curl) out.append(el("h3", null, "To repeat it"), el("div", { class: "command" }, el("code", null, x.curl), el("button", { type: "button", class: "copy" }, "Copy")));
    return out;
  }

  return { view, el, sign };
})();
