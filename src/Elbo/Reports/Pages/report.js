(() => {
  "use strict";
  const root = document.documentElement;
  const tip = document.getElementById("tip");

  // Theme: the system's until the reader chooses. A file opened from disk may not have access to storage.
  const storedTheme = {
    get() { try { return localStorage.getItem("elbo-theme"); } catch { return null; } },
    set(theme) { try { localStorage.setItem("elbo-theme", theme); } catch { } },
  };
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  const isDark = () => (root.dataset.theme ?? (systemDark.matches ? "dark" : "light")) === "dark";
  const label = () => { button.textContent = isDark() ? "Light theme" : "Dark theme"; };
  const savedTheme = storedTheme.get();
  if (savedTheme === "dark" || savedTheme === "light") root.dataset.theme = savedTheme;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    storedTheme.set(root.dataset.theme);
    label();
  });
  systemDark.addEventListener("change", label);
  label();
  button.hidden = false;

  // A mark's tooltip is its <title>, removed when first shown so that the browser does not show it as well.
  const tooltipOf = mark => {
    const title = mark.querySelector(":scope > title");
    if (title) {
      mark.dataset.tooltip = title.textContent;
      title.remove();
    }
    return mark.dataset.tooltip;
  };
  const show = (mark, x, y) => {
    tip.textContent = tooltipOf(mark);
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(6, Math.min(x + 14, innerWidth - box.width - 6))}px`;
    tip.style.top = `${y + 18 + box.height > innerHeight ? Math.max(6, y - box.height - 12) : y + 18}px`;
  };
  const showAt = mark => {
    const box = mark.getBoundingClientRect();
    show(mark, box.left + box.width / 2, box.top + Math.min(box.height, 12));
  };
  const hide = () => { tip.textContent = ""; };

  // Highlights all marks and table rows of one trial.
  const highlight = trial => {
    for (const element of document.querySelectorAll(".on")) element.classList.remove("on");
    for (const chart of document.querySelectorAll(".has-on")) chart.classList.remove("has-on");
    if (trial === undefined) return;
    for (const element of document.querySelectorAll(`[data-trial="${CSS.escape(trial)}"]`)) {
      element.classList.add("on");
      element.closest("svg")?.classList.add("has-on");
    }
  };
  const trialOf = element => element?.closest?.("[data-trial]")?.dataset.trial;

  document.addEventListener("pointermove", event => {
    const mark = event.target.closest?.(".m");
    if (mark) show(mark, event.clientX, event.clientY);
    else hide();
  });
  document.addEventListener("pointerdown", event => {
    const mark = event.target.closest?.(".m");
    if (mark) show(mark, event.clientX, event.clientY);
  });
  document.addEventListener("pointerover", event => highlight(trialOf(event.target)));
  document.addEventListener("focusin", event => highlight(trialOf(event.target)));
  document.addEventListener("scroll", () => {
    const current = document.querySelector("svg.chart .at");
    if (current) showAt(current);
    else hide();
  }, { passive: true });

  // Keyboard: the arrow keys move between the marks of a focused chart.
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const leave = chart => {
    chart.querySelector(".at")?.classList.remove("at");
    hide();
    highlight(undefined);
  };
  for (const chart of document.querySelectorAll("svg.chart")) {
    let index = -1;
    chart.addEventListener("keydown", event => {
      const marks = chart.querySelectorAll(".m:not(.faint)");
      if (event.key === "Escape") leave(chart);
      if (!(event.key in steps) || marks.length === 0) return;
      event.preventDefault();
      leave(chart);
      index = (index + steps[event.key] + (index < 0 && steps[event.key] < 0 ? 1 : 0) + marks.length) % marks.length;
      const mark = marks[index];
      mark.classList.add("at");
      highlight(trialOf(mark));
      showAt(mark);
    });
    chart.addEventListener("blur", () => leave(chart));
  }

  // A map's legend shows only the selected group.
  for (const legend of document.querySelectorAll(".groups")) {
    const buttons = [...legend.querySelectorAll("button")];
    const dots = legend.closest("figure").querySelectorAll("svg.chart .dot");
    legend.addEventListener("click", event => {
      const selected = event.target.closest("button");
      if (!selected) return;
      const only = selected.getAttribute("aria-pressed") !== "true";
      for (const button of buttons) button.setAttribute("aria-pressed", String(only && button === selected));
      for (const dot of dots) dot.classList.toggle("faint", only && !dot.classList.contains(selected.dataset.group));
    });
  }
})();
