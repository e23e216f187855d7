import * as api from "./api.js";
import { nameOf } from "./item.js";
import { ranking } from "./ranking.js";
import { searchField } from "./search.js";

const at = id => document.getElementById(id);

let picked = [];
const before = [];
let under = new AbortController();

// A note, an error, or nothing to complain of.
function complain(problem) {
  at("access").hidden = !(problem instanceof api.Refused);
  if (problem) {
    at("status").textContent = problem instanceof TypeError ? "The server cannot be reached." : problem.message ?? problem;
  }
}

async function refresh() {
  under.abort();
  under = new AbortController();
  const own = under.signal;
  try {
    const answer = await api.recommend(picked.map(item => item.id), Number(at("discount").value), own);
    if (own.aborted) {
      return;
    }

    focusAfter(at("results"), at("ranking"), () => show(answer.items));
    at("ranking-title").textContent = answer.source === "popularity" ? "Popular" : "Recommended";
    at("status").textContent = answer.source === "popularity"
      ? "What most people chose: nothing is known of you yet."
      : `From ${picked.length} ${picked.length === 1 ? "pick" : "picks"}.`;
    complain(null);
  } catch (error) {
    if (error.name !== "AbortError") {
      complain(error);
    }
  }
}

// Where the focus goes when the button that had it is gone.
function focusAfter(place, replacement, replace) {
  const had = place.contains(document.activeElement);
  replace();
  if (had && !place.contains(document.activeElement)) {
    replacement.focus({ preventScroll: true });
  }
}

function showPicks() {
  focusAfter(at("picks"), at("query"), fillPicks);
  at("picks-empty").hidden = picked.length > 0;
  at("clear").disabled = picked.length === 0;
  at("undo").disabled = before.length === 0;
}

function fillPicks() {
  at("picks").replaceChildren(...picked.map(item => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = nameOf(item);
    button.setAttribute("aria-label", `Remove ${nameOf(item)}`);
    button.addEventListener("click", () => change(picked.filter(other => other.id !== item.id)));
    row.append(button);
    return row;
  }));
}

function settle(items) {
  picked = items;
  showPicks();
  refresh();
}

function change(items) {
  before.push(picked);
  settle(items);
}

function pick(item) {
  if (!picked.some(other => other.id === item.id)) {
    change([...picked, item]);
  }
}

async function showModel() {
  try {
    const { manifest } = await api.model();
    at("model").textContent = `${manifest.model}, ${manifest.itemCount.toLocaleString("en")} items, trained on ${manifest.data.name}${manifest.data.synthetic ? " (made up)" : ""}`;
  } catch (error) {
    complain(error);
  }
}

const show = ranking(at("results"), at("result"), pick, complain);
searchField(at("query"), at("matches"), pick, complain);
at("search").addEventListener("submit", event => event.preventDefault());
at("clear").addEventListener("click", () => change([]));
at("undo").addEventListener("click", () => settle(before.pop()));
at("discount").addEventListener("input", () => {
  at("discount-value").textContent = at("discount").value;
  refresh();
});
at("access").addEventListener("submit", event => {
  event.preventDefault();
  api.useKey(at("key").value.trim());
  showModel();
  refresh();
});
showModel();
refresh();
