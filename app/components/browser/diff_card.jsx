import { useEffect, useId, useState } from "react";
import { Check, RotateCcw, TriangleAlert, Undo2, UserPlus, X } from "lucide-react";
import { Link, useNavigate } from "react-router";
import { DiffRows } from "./diff_rows.jsx";
import { SelectField, TextField } from "./fields.jsx";
import { Modal } from "./modal.jsx";
import { DOORS, PLAN_STATES, amount, outcome } from "./plan_words.js";
import { Problem } from "./problem.jsx";
import { useReading, useWindow } from "./reading.js";
import { RowWindow } from "./row_window.js";
import { ask } from "./rest.js";
import { StatePill } from "./state_pill.jsx";
import { Until, When } from "./when.jsx";

function Cautions({ plan }) {
  const lines = plan.warnings.map(({ sentence, rows }) => (rows > 1 ? `${sentence} (${rows} rows)` : sentence));
  if (plan.status === "pending" && plan.not_undoable) lines.push(plan.not_undoable);
  if (plan.status === "pending" && plan.counts.invalid) {
    lines.unshift(`${plan.counts.invalid.toLocaleString()} rows cannot be carried out and are left out.`);
  }
  if (!lines.length) return null;
  return (
    <ul className="diff-cautions" aria-label="To look at first">
      {lines.map((line) => (
        <li key={line}>
          <TriangleAlert size={14} aria-hidden="true" />
          {line}
        </li>
      ))}
    </ul>
  );
}

function Who({ plan }) {
  return (
    <p className="meta diff-who">
      {plan.person.name || "Somebody"} through {DOORS[plan.door] ?? plan.door}, <When at={plan.created_at} />
      {plan.decided_by ? (
        <>
          {" · "}
          {plan.status === "denied" ? "declined" : "approved"} by {plan.decided_by.name}
        </>
      ) : null}
      {plan.status === "pending" ? (
        <>
          {" · "}ends <Until at={plan.deadline_at} />
        </>
      ) : null}
      {plan.asked ? <> · {plan.asked.name} is asked</> : null}
      {plan.reason ? <> · “{plan.reason}”</> : null}
    </p>
  );
}

function DenyDialog({ open, onClose, onDeny }) {
  const [reason, setReason] = useState("");
  return (
    <Modal open={open} onClose={onClose} label="Decline the change" className="confirm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onDeny(reason);
        }}
      >
        <h2>Decline this change?</h2>
        <p>Nothing of it happens. Whoever asked for it sees why.</p>
        <TextField label="Reason" value={reason} onChange={setReason} maxLength={1000} autoFocus />
        <footer>
          <button type="button" className="button secondary" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button danger">
            Decline
          </button>
        </footer>
      </form>
    </Modal>
  );
}

// Who may be asked: members who may approve, but whoever is asked already.
function AskDialog({ plan, onClose, onAsk }) {
  const members = useReading("/members?limit=100", 0);
  const [chosen, setChosen] = useState("");
  const people = (members.data?.items ?? []).filter(
    ({ role, person_id: id }) => role !== "viewer" && id !== plan.asked?.id,
  );
  return (
    <Modal open onClose={onClose} label="Ask somebody to decide" className="confirm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAsk(chosen);
        }}
      >
        <h2>Ask somebody to decide</h2>
        <p>They are told, and only they decide then. An admin may ask somebody else.</p>
        <SelectField
          label="Who"
          value={chosen}
          onChange={setChosen}
          options={[["", "Choose a member"], ...people.map(({ person_id: id, name }) => [id, name])]}
        />
        <footer>
          <button type="button" className="button secondary" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={!chosen}>
            Ask
          </button>
        </footer>
      </form>
    </Modal>
  );
}

function Footer({ plan, chosen, isBusy, acts }) {
  const { approve, deny, undo, finish_rest: rest } = plan.rights;
  const isPending = plan.status === "pending";
  return (
    <footer className="diff-foot">
      <span className="meta">
        {isPending ? "Nothing is saved until you approve." : outcome(plan.progress) || "Nothing was saved."}
      </span>
      <span className="diff-acts">
        {isPending && plan.second_person && !approve ? <span className="meta">Somebody else has to approve it.</span> : null}
        {rest ? (
          <button type="button" className="button secondary" disabled={isBusy} onClick={acts.rest}>
            <RotateCcw size={14} aria-hidden="true" /> Plan the rest
          </button>
        ) : null}
        {plan.undone_by ? (
          <Link className="button secondary" to={`/changes/?p=${plan.undone_by}`}>
            Undone
          </Link>
        ) : undo ? (
          <button type="button" className="button secondary" disabled={isBusy} onClick={acts.undo}>
            <Undo2 size={14} aria-hidden="true" /> Undo
          </button>
        ) : null}
        {isPending && deny ? (
          <button type="button" className="button secondary" disabled={isBusy} onClick={acts.askOther}>
            <UserPlus size={14} aria-hidden="true" /> Ask somebody
          </button>
        ) : null}
        {isPending && deny ? (
          <button type="button" className="button secondary" disabled={isBusy} onClick={acts.askDeny}>
            <X size={14} aria-hidden="true" /> Decline
          </button>
        ) : null}
        {isPending && approve ? (
          <button type="button" className="button primary" disabled={isBusy || !chosen} onClick={acts.approve}>
            <Check size={14} aria-hidden="true" /> Approve {chosen.toLocaleString()}
          </button>
        ) : null}
      </span>
    </footer>
  );
}

function Ghost() {
  return (
    <div className="card diff-card" role="status" aria-label="Loading the change">
      <div className="card-head">
        <span className="skeleton h-4 w-56" />
      </div>
      {[0, 1, 2].map((at) => (
        <div key={at} className="diff-row">
          <span className="skeleton h-4 w-72" />
        </div>
      ))}
    </div>
  );
}

const PAGE = 100;

const rowsOf = (planId) => async (skip, limit) => {
  const { data, problem } = await ask("GET", `/changes/${planId}/rows?skip=${skip}&limit=${limit}`);
  return { data: data && { rows: data.items, total: data.total }, problem };
};

// What was left out and edited on this card; it begins anew with another plan.
function useChoice(planId) {
  const [choice, setChoice] = useState({ planId, out: new Set(), edits: {} });
  const known = choice.planId === planId ? choice : { planId, out: new Set(), edits: {} };

  function choose(rowId, isIn) {
    const out = new Set(known.out);
    if (isIn) out.delete(rowId);
    else out.add(rowId);
    setChoice({ ...known, out });
  }

  function edit(rowId, fieldId, text) {
    setChoice({ ...known, edits: { ...known.edits, [rowId]: { ...known.edits[rowId], [fieldId]: text } } });
  }

  return { ...known, choose, edit };
}

// A change before it happens, and afterwards its receipt.
export function DiffCard({ planId, news, onDecided }) {
  const { data: plan, problem, read } = useReading(planId ? `/changes/${planId}` : "", news);
  const [rows] = useWindow(planId, (onChange) => new RowWindow(rowsOf(planId), PAGE, onChange), news);
  const choice = useChoice(planId);
  const [refusal, setRefusal] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const [isDenying, setDenying] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const navigate = useNavigate();
  const titleId = useId();

  useEffect(() => setRefusal(null), [planId]);

  // The look at what was written comes a second later, by a worker; the news of it may be lost.
  useEffect(() => {
    if (plan?.status !== "applying") return undefined;
    const timer = setInterval(() => {
      read();
      rows.refresh();
    }, 2000);
    return () => clearInterval(timer);
  }, [plan?.status]);

  async function act(path, body, then) {
    setBusy(true);
    const { data, problem: wrong } = await ask("POST", `/changes/${planId}/${path}`, { body });
    setBusy(false);
    setRefusal(wrong ?? null);
    if (data) then(data);
    await Promise.all([read(), rows.refresh()]);
  }

  const decided = () => {
    setDenying(false);
    onDecided?.(planId);
  };
  const follow = (made) => navigate(`/changes/?p=${made.id}`);
  const acts = {
    approve: () =>
      act("approve", { digest: plan.digest, drop: [...choice.out], edits: chosenEdits(choice) }, decided),
    deny: (reason) => act("deny", { reason }, decided),
    undo: () => act("undo", undefined, follow),
    rest: () => act("rest", undefined, follow),
    askDeny: () => setDenying(true),
    askOther: () => setAsking(true),
    delegate: (personId) => act("delegate", { person_id: personId }, () => setAsking(false)),
  };

  if (!plan) {
    return problem ? (
      <div className="card card-note">
        <Problem problem={problem} />
      </div>
    ) : (
      <Ghost />
    );
  }
  const canChoose = plan.status === "pending" && plan.rights.approve;
  return (
    <section
      className="card diff-card"
      aria-labelledby={titleId}
      data-plan={plan.id}
      onKeyDown={(event) => keys(event, canChoose, acts)}
    >
      <header className="card-head">
        <h3 id={titleId} className="truncate">
          {plan.title}
        </h3>
        <span className="card-meta">
          {plan.base_name} · {amount(plan.counts)}
        </span>
        <StatePill state={plan.status} states={PLAN_STATES} />
      </header>
      <Who plan={plan} />
      <Cautions plan={plan} />
      <DiffRows rows={rows} choice={choice} canChoose={canChoose} />
      {refusal ? (
        <div className="card-note">
          <Problem problem={refusal} />
        </div>
      ) : null}
      <Footer plan={plan} chosen={plan.progress.open - choice.out.size} isBusy={isBusy} acts={acts} />
      <DenyDialog open={isDenying} onClose={() => setDenying(false)} onDeny={acts.deny} />
      {isAsking ? <AskDialog plan={plan} onClose={() => setAsking(false)} onAsk={acts.delegate} /> : null}
    </section>
  );
}

const chosenEdits = ({ out, edits }) =>
  Object.fromEntries(Object.entries(edits).filter(([rowId]) => !out.has(Number(rowId))));

// With the focus on the card itself: A approves, D declines.
function keys(event, canChoose, acts) {
  if (!canChoose || event.target.closest("input, textarea, select, dialog")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "a") acts.approve();
  if (event.key === "d") acts.askDeny();
}
