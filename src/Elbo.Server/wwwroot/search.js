import * as api from "./api.js";

// Searches titles as the user types, following the WAI-ARIA combobox pattern.
export function createSearchBox(input, list, pick, showError) {
  let found = [];
  let active = -1;
  let pendingRequest = new AbortController();

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = index => {
    active = index;
    [...list.children].forEach((row, position) => row.setAttribute("aria-selected", String(position === index)));
    const row = list.children[index];
    if (row) {
      input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    }
  };

  const choose = index => {
    pick(found[index]);
    input.value = "";
    close();
    input.focus();
  };

  const show = () => {
    list.replaceChildren(...found.map((item, index) => {
      const row = document.createElement("li");
      row.id = `match-${index}`;
      row.role = "option";
      row.append(api.displayName(item));
      if (item.categories.length > 0) {
        const note = document.createElement("small");
        note.textContent = item.categories.join(", ");
        row.append(note);
      }

      row.addEventListener("mousedown", event => event.preventDefault());
      row.addEventListener("click", () => choose(index));
      return row;
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(found.length > 0 ? 0 : -1);
  };

  input.addEventListener("input", async () => {
    pendingRequest.abort();
    pendingRequest = new AbortController();
    const signal = pendingRequest.signal;
    const query = input.value.trim();
    if (query === "") {
      close();
      return;
    }

    try {
      const response = await api.search(query, signal);
      if (!signal.aborted) {
        found = response.items;
        show();
        showError(found.length === 0 ? `No title matches “${query}”.` : null);
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        showError(error);
      }
    }
  });

  input.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      close();
    } else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      mark((active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden && active >= 0) {
        choose(active);
      }
    }
  });
  input.addEventListener("blur", close);
}
