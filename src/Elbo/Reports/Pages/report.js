(() => {
  "use strict";
  const root = document.documentElement;
  const tip = document.getElementById("tip");

  // Theme: the system's, until the reader chooses. A file on disk may not be allowed to remember.
  const remembered = {
    get() { try { return localStorage.getItem("elbo-theme"); } catch { return null; } },
    set(theme) { try { localStorage.setItem("elbo-theme", theme); } catch { } },
  };
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  const isDark = () => (root.dataset.theme ?? (systemDark.matches ? "dark" : "light")) === "dark";
  const label = () => { button.textContent = isDark() ? "Light theme" : "Dark theme"; };
  const kept = remembered.get();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remembered.set(root.dataset.theme);
    label();
  });
  systemDark.addEventListener("change", label);
  label();
  button.hidden = false;

  // What a mark tells stands in its <title>; taken out when first shown, or the browser would show it a second time.
  const telling = mark => {
    const title = mark.querySelector(":scope > title");
    if (title) {
      mark.dataset.tells = title.textContent;
      title.remove();
    }
    return mark.dataset.tells;
  };
  const show = (mark, x, y) => {
    tip.textContent = telling(mark);
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(6, Math.min(x + 14, innerWidth - box.width - 6))}px`;
    tip.style.top = `${y + 18 + box.height > innerHeight ? Math.max(6, y - box.height - 12) : y + 18}px`;
  };
  const showAt = mark => {
    const box = mark.getBoundingClientRect();
    show(mark, box.left + box.width / 2, box.top + Math.min(box.height, 12));
  };
  const hide = () => { tip.textContent = ""; };

  // Marks and table rows of one trial light up together.
  const lightUp = trial => {
    for (const old of document.querySelectorAll(".on")) old.classList.remove("on");
    for (const chart of document.querySelectorAll(".has-on")) chart.classList.remove("has-on");
    if (trial === undefined) return;
    for (const own of document.querySelectorAll(`[data-trial="${CSS.escape(trial)}"]`)) {
      own.classList.add("on");
      own.closest("svg")?.classList.add("has-on");
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
  document.addEventListener("pointerover", event => lightUp(trialOf(event.target)));
  document.addEventListener("focusin", event => lightUp(trialOf(event.target)));
  document.addEventListener("scroll", () => {
    const reached = document.querySelector("svg.chart .at");
    if (reached) showAt(reached);
    else hide();
  }, { passive: true });

  // Keyboard: a focused chart is walked through with the arrow keys.
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const leave = chart => {
    chart.querySelector(".at")?.classList.remove("at");
    hide();
    lightUp(undefined);
  };
  for (const chart of document.querySelectorAll("svg.chart")) {
    let place = -1;
    chart.addEventListener("keydown", event => {
      const marks = chart.querySelectorAll(".m:not(.faint)");
      if (event.key === "Escape") leave(chart);
      if (!(event.key in steps) || marks.length === 0) return;
      event.preventDefault();
      leave(chart);
      place = (place + steps[event.key] + (place < 0 && steps[event.key] < 0 ? 1 : 0) + marks.length) % marks.length;
      const mark = marks[place];
      mark.classList.add("at");
      lightUp(trialOf(mark));
      showAt(mark);
    });
    chart.addEventListener("blur", () => leave(chart));
  }

  // A map's key shows one group alone.
  for (const key of document.querySelectorAll(".groups")) {
    const buttons = [...key.querySelectorAll("button")];
    const dots = key.closest("figure").querySelectorAll("svg.chart .dot");
    key.addEventListener("click", event => {
      const chosen = event.target.closest("button");
      if (!chosen) return;
      const alone = chosen.getAttribute("aria-pressed") !== "true";
      for (const one of buttons) one.setAttribute("aria-pressed", String(alone && one === chosen));
      for (const dot of dots) dot.classList.toggle("faint", alone && !dot.classList.contains(chosen.dataset.group));
    });
  }
})();
