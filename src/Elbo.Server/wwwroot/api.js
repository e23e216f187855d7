// Asks the server this page came from. The key, where one is needed, lives as long as the tab.

const keyName = "elbo-key";

export class Refused extends Error {}

export function useKey(key) {
  sessionStorage.setItem(keyName, key);
}

async function ask(path, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  const key = sessionStorage.getItem(keyName);
  if (key) {
    headers.Authorization = `Bearer ${key}`;
  }

  const response = await fetch(path, { ...options, headers });
  if (response.ok) {
    return response.json();
  }

  const problem = await response.json().catch(() => ({}));
  const text = problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
  throw response.status === 401 || response.status === 403 ? new Refused(text) : new Error(text);
}

export const model = () => ask("v1/model");

export const search = (query, signal) => ask(`v1/items?${new URLSearchParams({ query, limit: 8 })}`, { signal });

export const similar = id => ask(`v1/items/${encodeURIComponent(id)}/similar?k=6`);

export const recommend = (history, popularityDiscount, signal) => ask("v1/recommendations", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ history, k: 12, popularityDiscount, explain: true }),
  signal,
});
