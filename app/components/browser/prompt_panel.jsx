// The prompts of a team: written here, offered behind "/" in the chat. Every text that one has had can be looked at.
import { useState } from "react";
import { Ellipsis, History, MessageSquareQuote, Pencil, Plus, Trash2 } from "lucide-react";
import { ConfirmDialog, useAsked } from "./confirm.jsx";
import { Field, TextField } from "./fields.jsx";
import { Menu, MenuItem } from "./menu.jsx";
import { Modal } from "./modal.jsx";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { ask, useMaking } from "./rest.js";
import { When } from "./when.jsx";

function Form({ prompt, onSaved, onCancel }) {
  const [title, setTitle] = useState(prompt?.title ?? "");
  const [text, setText] = useState(prompt?.text ?? "");
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);
  const make = useMaking("/prompts");
  const isReady = !isSending && title.trim() && text.trim();

  async function submit(event) {
    event.preventDefault();
    if (!isReady) return;
    setSending(true);
    const { problem: refusal } = prompt
      ? await ask("PUT", `/prompts/${prompt.id}`, { body: { title, text, version: prompt.version } })
      : await make({ title, text });
    setSending(false);
    setProblem(refusal ?? null);
    if (!refusal) onSaved();
  }

  return (
    <form onSubmit={submit}>
      <h2>{prompt ? "Change a prompt" : "Write a prompt"}</h2>
      <TextField label="Title" maxLength={80} required autoFocus value={title} onChange={setTitle} />
      <Field label="Question" hint="Blanks stand in braces, such as {month}. They are filled in when it is asked.">
        {(link) => (
          <textarea
            className="text-field prompt-text"
            rows={5}
            maxLength={4000}
            required
            {...link}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Problem problem={problem} />
      <footer>
        <button type="button" className="button secondary" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!isReady}>
          {prompt ? "Save as the next version" : "Write"}
        </button>
      </footer>
    </form>
  );
}

function Versions({ prompt, onClose }) {
  const { data, problem } = useReading(`/prompts/${prompt.id}/versions`, 0);
  return (
    <div>
      <h2>{prompt.title}</h2>
      <Problem problem={problem} />
      <ol className="prompt-versions">
        {(data?.items ?? []).map(({ version, text, author, created_at: at }) => (
          <li key={version}>
            <p className="meta">
              Version {version}
              {author ? `, ${author}` : ""}, <When at={at} />
            </p>
            <p className="prompt-words">{text}</p>
          </li>
        ))}
      </ol>
      <footer>
        <button type="button" className="button primary" onClick={onClose} autoFocus>
          Close
        </button>
      </footer>
    </div>
  );
}

function Line({ prompt, onEdit, onVersions, onDelete }) {
  return (
    <li className="line-row prompt-line">
      <span className="line-icon">
        <MessageSquareQuote size={16} aria-hidden="true" />
      </span>
      <span className="who-text">
        <span className="truncate">{prompt.title}</span>
        <span className="meta truncate">{prompt.text}</span>
      </span>
      <span className="meta wide-only">
        Version {prompt.version}
        {prompt.author ? `, ${prompt.author}` : ""}
      </span>
      <Menu label={`Actions for ${prompt.title}`} icon={<Ellipsis size={15} aria-hidden="true" />} buttonClass="icon-button">
        <MenuItem icon={<Pencil size={15} aria-hidden="true" />} onSelect={onEdit}>
          Change
        </MenuItem>
        <MenuItem icon={<History size={15} aria-hidden="true" />} onSelect={onVersions}>
          Earlier texts
        </MenuItem>
        <MenuItem icon={<Trash2 size={15} aria-hidden="true" />} tone="danger" onSelect={onDelete}>
          Delete
        </MenuItem>
      </Menu>
    </li>
  );
}

export function PromptPanel() {
  const { data, problem, read } = useReading("/prompts", 0);
  const [written, setWritten] = useState(null);
  const [looked, setLooked] = useState(null);
  const [refusal, setRefusal] = useState(null);
  const doomed = useAsked();
  const prompts = data?.items;

  async function remove() {
    doomed.close();
    const { problem: failed } = await ask("DELETE", `/prompts/${doomed.about.id}`);
    setRefusal(failed ?? null);
    read();
  }

  return (
    <section className="panel" aria-label="Prompts of the team">
      <div className="panel-head">
        <h2>Prompts of the team</h2>
        <button type="button" className="button primary" onClick={() => setWritten({ open: true, prompt: null })}>
          <Plus size={15} aria-hidden="true" /> Write a prompt
        </button>
      </div>
      <p className="panel-text">Questions that are asked again and again. Everybody finds them in the chat behind “/”.</p>
      <Problem problem={problem ?? refusal} />
      <div className="card">
        {prompts === undefined ? (
          <p className="card-note" role="status" aria-label="Loading">
            <span className="skeleton h-3.5 w-48" />
          </p>
        ) : prompts.length ? (
          <ul>
            {prompts.map((prompt) => (
              <Line
                key={prompt.id}
                prompt={prompt}
                onEdit={() => setWritten({ open: true, prompt })}
                onVersions={() => setLooked({ open: true, prompt })}
                onDelete={() => doomed.ask(prompt)}
              />
            ))}
          </ul>
        ) : (
          <p className="card-note">None yet. A good one to begin with: “Total amount of won deals in {"{month}"} by owner”.</p>
        )}
      </div>
      <Modal open={Boolean(written?.open)} onClose={() => setWritten(null)} label="Prompt" className="confirm">
        <Form
          prompt={written?.prompt}
          onCancel={() => setWritten(null)}
          onSaved={() => {
            setWritten(null);
            read();
          }}
        />
      </Modal>
      <Modal open={Boolean(looked?.open)} onClose={() => setLooked(null)} label="Earlier texts" className="confirm">
        {looked ? <Versions prompt={looked.prompt} onClose={() => setLooked(null)} /> : null}
      </Modal>
      <ConfirmDialog
        open={doomed.open}
        title={`Delete “${doomed.about.title}”?`}
        verb="Delete prompt"
        onCancel={doomed.close}
        onConfirm={remove}
      >
        <p>It is deleted for everybody, with its earlier texts.</p>
      </ConfirmDialog>
    </section>
  );
}
