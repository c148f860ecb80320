// The files of a cell: pictures small, everything by its name; and a way to add some, by choice or by drop.
import { useState } from "react";
import { FileText, Paperclip } from "lucide-react";
import { base64Of } from "./attachments.jsx";
import { fileAddress, isPicture } from "./files.js";

const MOST_BYTES = 700_000;

export function RecordFiles({ base, table, recordId, cell }) {
  const address = (file, size) => fileAddress({ base, table }, recordId, file, size);
  return (
    <ul className="record-files" aria-label="Files">
      {cell.value.map((file) => (
        <li key={file.id}>
          <a href={address(file, "full")} target="_blank" rel="noreferrer" title={file.filename}>
            {isPicture(file) ? (
              <img src={address(file, "small")} alt="" width={36} height={36} loading="lazy" />
            ) : (
              <FileText size={16} aria-hidden="true" />
            )}
            <span className="truncate">{file.filename}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

// What a file becomes in a plan, or why it cannot.
async function operationOf(file, place) {
  if (file.size > MOST_BYTES) return { problem: `${file.name} is larger than ${MOST_BYTES / 1000} kB. Add it in Airtable.` };
  const bytes = new Uint8Array(await file.arrayBuffer());
  return {
    operation: {
      kind: "attach",
      table: place.table,
      record_id: place.recordId,
      field: place.field.id,
      file_name: file.name,
      content_type: file.type || "application/octet-stream",
      content_base64: base64Of(bytes),
    },
  };
}

// `onPropose` gets operations of a plan, which is seen before anything is written. `place`: table, recordId, field.
export function AddFiles({ place, onPropose }) {
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState("");

  // One file a plan, as each is a request of its own.
  async function add([file]) {
    if (!file) return;
    const { operation, problem: wrong } = await operationOf(file, place);
    setProblem(wrong ?? "");
    if (operation) onPropose([operation]);
  }

  return (
    <span
      className={`add-files ${isOver ? "is-over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add(event.dataTransfer.files);
      }}
    >
      <label className="button secondary">
        <Paperclip size={13} aria-hidden="true" /> Add a file, or drop it here
        <input
          type="file"
          className="sr-only"
          aria-label={`Add a file to ${place.field.name}`}
          onChange={(event) => {
            add(event.target.files);
            event.target.value = "";
          }}
        />
      </label>
      {problem ? <span role="alert">{problem}</span> : null}
    </span>
  );
}
