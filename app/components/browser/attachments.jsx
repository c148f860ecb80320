// Files of a question: chosen, dropped or pasted, kept by the server at once, and named when the question is asked.
import { useState } from "react";
import { FileText, Paperclip, X } from "lucide-react";
import { ask } from "./rest.js";

const KINDS = { csv: "text/csv", txt: "text/plain", log: "text/plain", md: "text/markdown", json: "application/json" };
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const MOST_BYTES = 700_000;
const MOST_FILES = 5;
const LONGEST_EDGE = 1_568;

const isPicture = ({ media_type: kind }) => kind.startsWith("image/");

function kindOf(file) {
  if (PICTURES.has(file.type)) return file.type;
  return KINDS[file.name.split(".").at(-1).toLowerCase()] ?? (file.type.startsWith("text/") ? "text/plain" : file.type);
}

// A picture that is too large is drawn smaller; a model looks at no more than this anyway.
async function fitting(file, kind) {
  if (!PICTURES.has(kind) || file.size <= MOST_BYTES) return { blob: file, kind };
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_EDGE / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return { blob: await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 }), kind: "image/jpeg" };
}

export function base64Of(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

async function send(file) {
  const tooLarge = { detail: `${file.name} is larger than ${MOST_BYTES / 1000} kB. Larger files are imported through Changes.` };
  try {
    const { blob, kind } = await fitting(file, kindOf(file));
    if (blob.size > MOST_BYTES) return { problem: tooLarge };
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const body = { name: file.name || "picture", media_type: kind, content_base64: base64Of(bytes) };
    return await ask("POST", "/chat-files", { body });
  } catch {
    return { problem: { detail: `${file.name} cannot be read.` } };
  }
}

// `files` are those that the draft has; `onChange` takes what it is to have, given what it has then.
export function useAttachments(files, onChange) {
  const [sending, setSending] = useState(0);
  const [problem, setProblem] = useState(null);

  async function add(list) {
    const chosen = [...list].slice(0, MOST_FILES - files.length);
    setProblem(chosen.length < list.length ? { detail: `A question takes at most ${MOST_FILES} files along.` } : null);
    setSending((count) => count + chosen.length);
    for (const file of chosen) {
      const { data, problem: refusal } = await send(file);
      if (data) onChange((known) => [...known, data]);
      else setProblem(refusal);
      setSending((count) => count - 1);
    }
  }

  function remove(id) {
    onChange((known) => known.filter((file) => file.id !== id));
    ask("DELETE", `/chat-files/${id}`);
  }

  return { add, remove, sending, problem };
}

export function FileChips({ files, onRemove }) {
  if (!files.length) return null;
  return (
    <ul className="file-chips" aria-label="Files">
      {files.map((file) => (
        <li key={file.id}>
          <a href={`/api/v1/chat-files/${file.id}`} target="_blank" rel="noreferrer" title={file.name}>
            {isPicture(file) ? (
              <img src={`/api/v1/chat-files/${file.id}`} alt="" width={28} height={28} loading="lazy" />
            ) : (
              <FileText size={14} aria-hidden="true" />
            )}
            <span className="truncate">{file.name}</span>
          </a>
          {onRemove ? (
            <button
              type="button"
              className="icon-button"
              aria-label={`Take ${file.name} away`}
              title={`Take ${file.name} away`}
              onClick={() => onRemove(file.id)}
            >
              <X size={13} aria-hidden="true" />
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

export function AttachButton({ onFiles }) {
  return (
    <label className="icon-button attach-button" title="Add files">
      <Paperclip size={16} aria-hidden="true" />
      <span className="sr-only">Add files</span>
      <input
        type="file"
        multiple
        className="sr-only"
        accept=".csv,.txt,.md,.json,.log,image/png,image/jpeg,image/gif,image/webp"
        onChange={(event) => {
          onFiles(event.target.files);
          event.target.value = "";
        }}
      />
    </label>
  );
}

// What belongs to a question that has files and no words.
export const wordsFor = (files) =>
  files.some(({ media_type: kind }) => kind === "text/csv") ? "Import this file" : "What is in this file?";
