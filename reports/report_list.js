// The list of cases with its filters, which live in the address after the #, so
// that a selection, or one case, can be sent to somebody.
"use strict";
(() => {
  const { view, el, sign } = reportCase;
  const data = JSON.parse(document.getElementById("data").textContent);
  const text = (x) => typeof x === "number" ? data.strings[x] : x;

  // The data is packed in html_data.go; a case is unpacked when it is looked at.
  function message(m) {
    if (!m) return null;
    const headers = [];
    for (let i = 0; i < m[0].length; i += 2) headers.push([text(m[0][i]), text(m[0][i + 1])]);
    return { headers, body: m[1], size: m[2], cut: m[3], binary: m[4] };
  }
  function exchange(x) {
    if (!x) return null;
    return { index: x[0], method: text(x[1]), path: text(x[2]), status: x[3], failure: text(x[4]), attempts: x[5], curl: x[6], request: message(x[7]), response: message(x[8]) };
  }
  function unpack(c) {
    const violations = c[12].map((v) => { const [rule, level, pointer, want, got, ref] = v.map(text); return { rule, level, pointer, want, got, ref }; });
    return { id: c[0], title: text(c[1]), endpoint: text(c[2]), area: text(c[3]), kind: text(c[4]), level: text(c[5]), mode: text(c[6]), outcome: data.outcomes[c[7]],
      why: text(c[8]), ref: text(c[9]), source: text(c[10]), reason: text(c[11]), violations, exchange: exchange(c[13]) };
  }

  // rows is what can be filtered; those that ask for attention come first.
  const rows = data.cases.map((c, at) => {
    const words = [c[0], text(c[1]), text(c[2]), text(c[11]), text(c[10]), c[13] ? text(c[13][1]) + " " + text(c[13][2]) + " " + c[13][3] : ""];
    for (const v of c[12]) for (const x of v) words.push(text(x));
    return { at, c, rank: c[7], endpoint: text(c[2]), area: text(c[3]), kind: text(c[4]), level: text(c[5]), outcome: data.outcomes[c[7]], words: words.join("\n").toLowerCase() };
  }).sort((a, b) => a.rank - b.rank || a.at - b.at);

  const $ = (id) => document.getElementById(id);
  const list = $("list"), count = $("count"), chosen = $("chosen");
  const plain = ["endpoint", "kind", "finding", "case"]; // chosen elsewhere on the page
  const all = rows.length === 1 ? "1 case" : rows.length + " cases";
  let state = {}, found = [], shown = 0;

  function fromAddress() {
    const out = {};
    for (const [key, value] of new URLSearchParams(location.hash.slice(1))) if (value) out[key] = value;
    return out;
  }
  function toAddress() {
    const q = new URLSearchParams(Object.entries(state).filter(([, value]) => value));
    history.replaceState(null, "", q.size ? "#" + q : location.pathname + location.search);
  }

  function select() {
    const outcomes = state.outcome?.split(",");
    const words = (state.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const finding = state.finding && new Set(data.findings[state.finding - 1] ?? []);
    found = rows.filter((r) => (!outcomes || outcomes.includes(r.outcome)) && (!state.area || r.area === state.area) && (!state.level || r.level === state.level) &&
      (!state.endpoint || r.endpoint === state.endpoint) && (!state.kind || r.kind === state.kind) && (!finding || finding.has(r.at)) &&
      (!state.case || r.c[0] === state.case) && words.every((w) => r.words.includes(w)));
  }

  function row(r) {
    const status = r.c[13]?.[3];
    const summary = el("summary", null, el("span", { class: r.outcome }, sign(r.outcome), el("span", { class: "unseen" }, r.outcome)), el("code", null, r.c[0]), el("span", null, text(r.c[1])),
      el("small", null, [r.level === "required" ? "" : r.level, status || ""].filter(Boolean).join(" · ")));
    const details = el("details", { "data-id": r.c[0] }, summary);
    details.addEventListener("toggle", () => { 
      if (!details.open || details.children.length > 1) return;
      details.append(view(unpack(r.c)));
      for (const box of details.querySelectorAll(".message")) { // the offending place in sight
        const mark = box.querySelector("mark");
        if (mark && mark.offsetTop - box.offsetTop > box.clientHeight - 40) box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 2;
      }
    });
    return details;
  }

  // more adds rows when their place comes into sight: a page with ten thousand
  // rows would take seconds to build.
  function more(n) {
    list.append(...found.slice(shown, shown += n).map(row));
    if (shown < found.length) sight.observe(list.lastElementChild);
  }
  const sight = new IntersectionObserver((entries) => {
    for (const e of entries) if (e.isIntersecting) { sight.unobserve(e.target); more(100); }
  }, { rootMargin: "800px" });

  function show() {
    select();
    sight.disconnect();
    list.replaceChildren();
    shown = 0;
    if (found.length) more(40);
    count.textContent = found.length === rows.length ? all : found.length + " of " + all;
    $("text").value = state.text ?? "";
    $("area").value = state.area ?? "";
    $("level").value = state.level ?? "";
    const outcomes = state.outcome?.split(",") ?? [];
    for (const b of document.querySelectorAll("button.outcome")) b.setAttribute("aria-pressed", String(outcomes.includes(b.dataset.outcome)));
    chosen.replaceChildren(...plain.filter((key) => state[key]).map((key) => el("button", { type: "button", "data-key": key, "aria-label": "Remove " + key + " " + state[key] }, key + " " + state[key] + " ×")));
    $("clear").hidden = Object.keys(state).length === 0;
    if (state.case && found.length === 1) list.firstElementChild.open = true;
  }
  function set(change) {
    state = { ...state, ...change };
    for (const key of Object.keys(state)) if (!state[key]) delete state[key];
    toAddress();
    show();
  }

  $("filters").addEventListener("submit", (e) => e.preventDefault());
  $("text").addEventListener("input", (e) => set({ text: e.target.value }));
  for (const id of ["area", "level"]) $(id).addEventListener("change", (e) => set({ [id]: e.target.value }));
  $("clear").addEventListener("click", () => { state = {}; set({}); $("text").focus(); });
  chosen.addEventListener("click", (e) => { const key = e.target.dataset.key; if (key) set({ [key]: "" }); });
  $("filters").addEventListener("click", (e) => {
    const b = e.target.closest("button.outcome");
    if (!b) return;
    const now = new Set(state.outcome?.split(",") ?? []);
    if (!now.delete(b.dataset.outcome)) now.add(b.dataset.outcome);
    set({ outcome: [...now].join(",") });
  });
  document.addEventListener("keydown", (e) => {
    const typing = e.target.matches?.("input, select, textarea");
    if (e.key === "/" && !typing && !e.ctrlKey && !e.metaKey) { e.preventDefault(); $("text").focus(); }
    if (e.key === "Escape" && e.target === $("text")) { set({ text: "" }); $("text").blur(); }
    const at = e.target.closest?.("#list > details");
    if (!at || e.target.tagName !== "SUMMARY" || (e.key !== "ArrowDown" && e.key !== "ArrowUp")) return;
    const next = e.key === "ArrowDown" ? at.nextElementSibling : at.previousElementSibling;
    if (next) { e.preventDefault(); next.firstElementChild.focus(); }
  });
  addEventListener("hashchange", () => {
    if (location.hash && !location.hash.includes("=")) return; // a section of the page
    state = fromAddress();
    show();
    if (location.hash) $("cases").scrollIntoView();
  });
  if (location.hash.includes("=")) state = fromAddress();
  show();
  if (Object.keys(state).length) $("cases").scrollIntoView();
})();
