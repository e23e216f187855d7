import * as api from "./api.js";

// The list of recommendations. It remembers the previous ranks, to show what moved.
export function createRankingList(list, template, pick, showError) {
  let ranks = new Map();

  const rankChange = (id, rank) => {
    if (ranks.size === 0) {
      return null;
    }

    const before = ranks.get(id);
    const note = document.createElement("small");
    if (before === undefined) {
      note.textContent = "new";
    } else if (before !== rank) {
      note.className = before > rank ? "up" : "down";
      note.textContent = `${before > rank ? "▲" : "▼"} ${Math.abs(before - rank)}`;
    }

    return note;
  };

  const describeReasons = reasons => {
    const positive = reasons.filter(reason => reason.effect > 0).slice(0, 2);
    if (positive.length === 0) {
      return [];
    }

    return ["because of ", ...positive.flatMap((reason, index) => {
      const name = document.createElement("b");
      name.textContent = api.displayName(reason);
      return index === 0 ? [name] : [" and ", name];
    })];
  };

  const toggleSimilar = async (button, container, item) => {
    const open = container.hidden;
    if (open && container.children.length === 0) {
      try {
        const response = await api.similar(item.id);
        container.replaceChildren(...response.items.map(other => {
          const row = document.createElement("li");
          const add = document.createElement("button");
          add.type = "button";
          add.textContent = api.displayName(other);
          add.addEventListener("click", () => pick(other));
          row.append(add);
          return row;
        }));
        if (response.items.length === 0) {
          container.textContent = "No similar items available.";
        }
      } catch (error) {
        showError(error);
        return;
      }
    }

    container.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };

  const createRow = (item, rank) => {
    const row = template.content.firstElementChild.cloneNode(true);
    const part = name => row.querySelector(`.${name}`);
    row.dataset.id = item.id;
    part("rank").append(String(rank), rankChange(item.id, rank) ?? "");
    part("title").textContent = api.displayName(item);
    part("categories").textContent = item.categories.join(", ");
    part("reasons").append(...describeReasons(item.reasons ?? []));
    part("add").setAttribute("aria-label", `Pick ${api.displayName(item)}`);
    part("add").addEventListener("click", () => pick(item));
    part("like").setAttribute("aria-label", `Similar to ${api.displayName(item)}`);
    part("like").addEventListener("click", () => toggleSimilar(part("like"), part("similar"), item));
    return row;
  };

  // Animates rows from their previous position.
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
    const rows = items.map((item, index) => createRow(item, index + 1));
    list.replaceChildren(...rows);
    slide(rows, before);
    ranks = new Map(items.map((item, index) => [item.id, index + 1]));
  };
}
