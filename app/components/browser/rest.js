// Our own REST, for what must never be in a page's state: a secret that is shown once, and a password.
import { useRef } from "react";
import { leaveForSignIn } from "./leaving.js";

const LOST = {
  code: "unavailable",
  detail: "The server cannot be reached. Check the connection and try again.",
};
const ODD = { code: "internal", detail: "The server answered something that cannot be read. Try again." };

const newAttempt = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

// What was asked before the page was drawn: whoever asks the same first gets that answer, once and soon.
const ahead = new Map();
const AHEAD_MS = 5_000;
const keyOf = (method, path, { body } = {}) => `${method} ${path} ${JSON.stringify(body)}`;

export function askAhead(method, path, options) {
  const key = keyOf(method, path, options);
  ahead.set(key, ask(method, path, options));
  setTimeout(() => ahead.delete(key), AHEAD_MS);
}

// What came back: `data` when it was done, else `problem` with a sentence (`detail`), a `code` and maybe a `field`.
export async function ask(method, path, { body, attempt } = {}) {
  const known = attempt ? undefined : ahead.get(keyOf(method, path, { body }));
  if (known) {
    ahead.delete(keyOf(method, path, { body }));
    return known;
  }
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (attempt) headers["idempotency-key"] = attempt;
  try {
    const reply = await fetch("/api/v1" + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
    });
    const data = reply.status === 204 ? {} : await reply.json().catch(() => null);
    if (reply.ok && data) return { data };
    if (data?.code === "not_signed_in") leaveForSignIn();
    return { problem: data?.detail ? data : ODD };
  } catch {
    return { problem: LOST };
  }
}

// Makes something once: when a reply was lost on its way, the next try is answered with what the first one was.
export function useMaking(path) {
  const attempt = useRef("");
  return async (body) => {
    attempt.current ||= newAttempt();
    const reply = await ask("POST", path, { body, attempt: attempt.current });
    if (reply.problem !== LOST) attempt.current = "";
    return reply;
  };
}

export const givePassword = (password) => ask("POST", "/auth/confirm", { body: { password } });
