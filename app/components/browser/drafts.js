// What is typed is kept per thread in this browser until the server has saved it. The id makes a question
// that is sent twice, for example after a lost connection, the same question.
const keyOf = (threadId) => `draft:${threadId || "new"}`;
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

export function readDraft(threadId) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(threadId)));
    if (typeof kept?.text === "string" && typeof kept?.id === "string") return kept;
  } catch {
    // Not ours, or cut off: an empty draft is the honest answer.
  }
  return { id: newId(), text: "" };
}

export function keepDraft(threadId, draft) {
  if (draft.text) localStorage.setItem(keyOf(threadId), JSON.stringify(draft));
  else localStorage.removeItem(keyOf(threadId));
}

export const blankDraft = () => ({ id: newId(), text: "" });
