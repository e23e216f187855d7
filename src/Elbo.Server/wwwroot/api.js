// Calls the server this page came from. The API key, if one is needed, is kept until the tab is closed.

const keyName = "elbo-key";

export class AuthError extends Error {}

export function useKey(key) {
  sessionStorage.setItem(keyName, key);
}

async function request(path, options = {}) {
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
  const text = problem.detail ?? problem.title ?? `The server responded with ${response.status}.`;
  throw response.status === 401 || response.status === 403 ? new AuthError(text) : new Error(text);
}

export const model = () => request("v1/model");

export const search = (query, signal) => request(`v1/items?${new URLSearchParams({ query, limit: 8 })}`, { signal });

export const similar = id => request(`v1/items/${encodeURIComponent(id)}/similar?k=6`);

export const recommend = (history, popularityDiscount, signal) => request("v1/recommendations", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ history, k: 12, popularityDiscount, explain: true }),
  signal,
});

export const displayName = item => item.title ?? item.id;
