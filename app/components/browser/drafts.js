// What is typed is kept per person and thread in this browser until the server has saved it, and no longer than
// the person is signed in by choice: signing out forgets it. The id makes a question that is sent twice, for
// example after a lost connection, the same question.
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

// Tells the people of one browser apart without writing down who they are. It protects nothing: whoever can read
// the storage can read the drafts.
export function tagOf(person) {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const character of person) {
    const code = character.codePointAt(0);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  return [high, low].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}

const prefixOf = (person) => `draft:${tagOf(person)}:`;
const keyOf = (person, threadId) => prefixOf(person) + (threadId || "new");

// A changed text is another question, so it never shares the id of one that another tab may have sent.
export const draftOf = (text, files = []) => ({ id: newId(), text, files });

export function readDraft(person, threadId) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(person, threadId)));
    if (typeof kept?.text === "string" && typeof kept?.id === "string") return { files: [], ...kept };
  } catch {
    // Not ours, or cut off: an empty draft is the honest answer.
  }
  return draftOf("");
}

export function keepDraft(person, threadId, draft) {
  try {
    if (draft.text || draft.files.length) localStorage.setItem(keyOf(person, threadId), JSON.stringify(draft));
    else localStorage.removeItem(keyOf(person, threadId));
  } catch {
    // The storage is full or blocked: the text is still in the field.
  }
}

// Questions that wait until an answer has ended, as a list of drafts. They are never sent by a page that was opened
// later: there they are text to go on with.
const waitingKeyOf = (person, threadId) => `${prefixOf(person)}waiting:${threadId || "new"}`;

export function keepWaiting(person, threadId, drafts) {
  try {
    if (drafts.length) localStorage.setItem(waitingKeyOf(person, threadId), JSON.stringify(drafts));
    else localStorage.removeItem(waitingKeyOf(person, threadId));
  } catch {
    // The storage is full or blocked: they are still on the page.
  }
}

export function takeWaiting(person, threadId) {
  try {
    const kept = JSON.parse(localStorage.getItem(waitingKeyOf(person, threadId)));
    localStorage.removeItem(waitingKeyOf(person, threadId));
    return (Array.isArray(kept) ? kept : []).map(({ text }) => text).filter((text) => typeof text === "string");
  } catch {
    return [];
  }
}

// Edits of cells that were not saved yet, as plain facts; a page that is opened later goes on with them.
const cellsKeyOf = (person, place) => `${prefixOf(person)}cells:${place}`;

export function keepCells(person, place, edits) {
  try {
    if (edits.length) localStorage.setItem(cellsKeyOf(person, place), JSON.stringify(edits));
    else localStorage.removeItem(cellsKeyOf(person, place));
  } catch {
    // The storage is full or blocked: they are still in the grid.
  }
}

export function readCells(person, place) {
  try {
    const kept = JSON.parse(localStorage.getItem(cellsKeyOf(person, place)));
    return (Array.isArray(kept) ? kept : []).filter((edit) => edit?.recordId && edit.fieldId && "typed" in edit && "seen" in edit);
  } catch {
    return [];
  }
}

export function forgetDrafts(person) {
  const mine = Object.keys(localStorage).filter((key) => key.startsWith(prefixOf(person)));
  mine.forEach((key) => localStorage.removeItem(key));
}
