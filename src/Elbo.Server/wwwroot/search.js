import * as api from "./api.js";
import { nameOf } from "./item.js";

// The field that finds titles while one types, after the combobox pattern of the WAI-ARIA practices.
export function searchField(input, list, pick, complain) {
  let found = [];
  let active = -1;
  let under = new AbortController();

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = index => {
    active = index;
    [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === index)));
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
      row.append(nameOf(item));
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
    under.abort();
    under = new AbortController();
    const own = under.signal;
    const query = input.value.trim();
    if (query === "") {
      close();
      return;
    }

    try {
      const answer = await api.search(query, own);
      if (!own.aborted) {
        found = answer.items;
        show();
        complain(found.length === 0 ? `Nothing is called “${query}”.` : null);
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        complain(error);
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
