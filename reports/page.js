// What every page can do: switch between light and dark, and copy a line.
// Without it, the page follows the system and text is selected by hand.
"use strict";
(() => {
  const root = document.documentElement;
  const remember = (value) => { try { return value ? localStorage.setItem("theme", value) : localStorage.getItem("theme"); } catch { return null; } };
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const kept = remember();
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;

  const copy = async (text) => {
    try { return await navigator.clipboard.writeText(text); } catch { /* not allowed here: the old way */ }
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("not copied");
  };

  document.addEventListener("click", async (event) => {
    const theme = event.target.closest("#theme");
    if (theme) {
      root.dataset.theme = dark() ? "light" : "dark";
      remember(root.dataset.theme);
      theme.setAttribute("aria-pressed", String(dark()));
    }
    const button = event.target.closest("button.copy");
    if (!button) return;
    const word = button.dataset.word ??= button.textContent;
    try {
      await copy(button.parentElement.querySelector("code").textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select it by hand";
    }
    setTimeout(() => { button.textContent = word; }, 1500);
  });
  document.getElementById("theme")?.setAttribute("aria-pressed", String(dark()));
  document.documentElement.classList.add("scripted");
})();
