import * as api from "./api.js";
import { nameOf } from "./item.js";

// The list of recommendations: rows keep their place in the page's memory, so that one sees what moved.
export function ranking(list, template, pick, complain) {
  let places = new Map();

  const change = (id, place) => {
    if (places.size === 0) {
      return null;
    }

    const before = places.get(id);
    const note = document.createElement("small");
    if (before === undefined) {
      note.textContent = "new";
    } else if (before !== place) {
      note.className = before > place ? "up" : "down";
      note.textContent = `${before > place ? "▲" : "▼"} ${Math.abs(before - place)}`;
    }

    return note;
  };

  const because = reasons => {
    const speaking = reasons.filter(reason => reason.effect > 0).slice(0, 2);
    if (speaking.length === 0) {
      return [];
    }

    return ["because of ", ...speaking.flatMap((reason, index) => {
      const name = document.createElement("b");
      name.textContent = nameOf(reason);
      return index === 0 ? [name] : [" and ", name];
    })];
  };

  const toggleSimilar = async (button, place, item) => {
    const open = place.hidden;
    if (open && place.children.length === 0) {
      try {
        const answer = await api.similar(item.id);
        place.replaceChildren(...answer.items.map(other => {
          const row = document.createElement("li");
          const add = document.createElement("button");
          add.type = "button";
          add.textContent = nameOf(other);
          add.addEventListener("click", () => pick(other));
          row.append(add);
          return row;
        }));
        if (answer.items.length === 0) {
          place.textContent = "This model knows no similar items.";
        }
      } catch (error) {
        complain(error);
        return;
      }
    }

    place.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };

  const rowOf = (item, place) => {
    const row = template.content.firstElementChild.cloneNode(true);
    const part = name => row.querySelector(`.${name}`);
    row.dataset.id = item.id;
    part("rank").append(String(place), change(item.id, place) ?? "");
    part("title").textContent = nameOf(item);
    part("categories").textContent = item.categories.join(", ");
    part("reasons").append(...because(item.reasons ?? []));
    part("add").setAttribute("aria-label", `Pick ${nameOf(item)}`);
    part("add").addEventListener("click", () => pick(item));
    part("like").setAttribute("aria-label", `Similar to ${nameOf(item)}`);
    part("like").addEventListener("click", () => toggleSimilar(part("like"), part("similar"), item));
    return row;
  };

  // Rows slide from where they stood to where they stand now.
  const slide = (rows, before) => {
    for (const row of rows) {
      const from = before.get(row.dataset.id);
      const distance = from === undefined ? 0 : from - row.getBoundingClientRect().top;
      if (distance !== 0) {
        row.style.transition = "none";
        row.style.transform = `translateY(${distance}px)`;
        requestAnimationFrame(() => {
          row.style.transition = "";
          row.style.transform = "";
        });
      }
    }
  };

  return items => {
    const before = new Map([...list.children].map(row => [row.dataset.id, row.getBoundingClientRect().top]));
    const rows = items.map((item, index) => rowOf(item, index + 1));
    list.replaceChildren(...rows);
    slide(rows, before);
    places = new Map(items.map((item, index) => [item.id, index + 1]));
  };
}
