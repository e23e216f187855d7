import * as api from "./api.js";
import { createRankingList } from "./ranking.js";
import { createSearchBox } from "./search.js";

const byId = id => document.getElementById(id);

let picked = [];
const undoStack = [];
let pendingRequest = new AbortController();

// Shows a note or an error; null clears the key form.
function showError(problem) {
  byId("access").hidden = !(problem instanceof api.AuthError);
  if (problem) {
    byId("status").textContent = problem instanceof TypeError ? "The server cannot be reached." : problem.message ?? problem;
  }
}

async function refresh() {
  pendingRequest.abort();
  pendingRequest = new AbortController();
  const signal = pendingRequest.signal;
  try {
    const response = await api.recommend(picked.map(item => item.id), Number(byId("discount").value), signal);
    if (signal.aborted) {
      return;
    }

    keepFocus(byId("results"), byId("ranking"), () => show(response.items));
    byId("ranking-title").textContent = response.source === "popularity" ? "Popular" : "Recommended";
    byId("status").textContent = response.source === "popularity"
      ? "Popular items. Pick some to get personal recommendations."
      : `From ${picked.length} ${picked.length === 1 ? "pick" : "picks"}.`;
    showError(null);
  } catch (error) {
    if (error.name !== "AbortError") {
      showError(error);
    }
  }
}

// Moves the focus to a replacement when the element that had it is removed.
function keepFocus(container, fallback, update) {
  const hadFocus = container.contains(document.activeElement);
  update();
  if (hadFocus && !container.contains(document.activeElement)) {
    fallback.focus({ preventScroll: true });
  }
}

function showPicks() {
  keepFocus(byId("picks"), byId("query"), fillPicks);
  byId("picks-empty").hidden = picked.length > 0;
  byId("clear").disabled = picked.length === 0;
  byId("undo").disabled = undoStack.length === 0;
}

function fillPicks() {
  byId("picks").replaceChildren(...picked.map(item => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = api.displayName(item);
    button.setAttribute("aria-label", `Remove ${api.displayName(item)}`);
    button.addEventListener("click", () => change(picked.filter(other => other.id !== item.id)));
    row.append(button);
    return row;
  }));
}

function setPicks(items) {
  picked = items;
  showPicks();
  refresh();
}

function change(items) {
  undoStack.push(picked);
  setPicks(items);
}

function pick(item) {
  if (!picked.some(other => other.id === item.id)) {
    change([...picked, item]);
  }
}

async function showModel() {
  try {
    const { manifest } = await api.model();
    byId("model").textContent = `${manifest.model}, ${manifest.itemCount.toLocaleString("en")} items, trained on ${manifest.data.name}${manifest.data.synthetic ? " (synthetic)" : ""}`;
  } catch (error) {
    showError(error);
  }
}

const show = createRankingList(byId("results"), byId("result"), pick, showError);
createSearchBox(byId("query"), byId("matches"), pick, showError);
byId("search").addEventListener("submit", event => event.preventDefault());
byId("clear").addEventListener("click", () => change([]));
byId("undo").addEventListener("click", () => setPicks(undoStack.pop()));
byId("discount").addEventListener("input", () => {
  byId("discount-value").textContent = byId("discount").value;
  refresh();
});
byId("access").addEventListener("submit", event => {
  event.preventDefault();
  api.useKey(byId("key").value.trim());
  showModel();
  refresh();
});
showModel();
refresh();
