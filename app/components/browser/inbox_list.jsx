import { useRef, useState } from "react";
import { Check, Inbox, X } from "lucide-react";
import { Link } from "react-router";
import { DiffCard } from "./diff_card.jsx";
import { TextField } from "./fields.jsx";
import { Modal } from "./modal.jsx";
import { NewsList } from "./news_list.jsx";
import { Problem } from "./problem.jsx";
import { usePages } from "./reading.js";
import { ask } from "./rest.js";
import { Until, When } from "./when.jsx";

function StepCard({ step, onDecided }) {
  const [problem, setProblem] = useState(null);
  const [isRejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState("");

  async function decide(act, body) {
    const { problem: wrong } = await ask("POST", `/runs/${step.run_id}/steps/${step.seq}/${act}`, { body });
    setProblem(wrong ?? null);
    if (!wrong) {
      setRejecting(false);
      onDecided();
    }
  }

  return (
    <section className="card diff-card" aria-label={`${step.name} of ${step.run_title}`}>
      <header className="card-head">
        <h3 className="truncate">{step.name}</h3>
        <span className="card-meta">
          Step of <Link to={`/runs/?r=${step.run_id}`}>{step.run_title}</Link>
        </span>
      </header>
      <p className="meta diff-who">
        Asked <When at={step.asked_at} />
        {step.deadline_at ? (
          <>
            {" · "}ends <Until at={step.deadline_at} />
          </>
        ) : null}
      </p>
      {problem ? (
        <div className="card-note">
          <Problem problem={problem} />
        </div>
      ) : null}
      <footer className="diff-foot">
        <span className="meta">The run goes on when you approve. Declined, it takes back what it did.</span>
        <span className="diff-acts">
          <button type="button" className="button secondary" onClick={() => setRejecting(true)}>
            <X size={14} aria-hidden="true" /> Decline
          </button>
          <button type="button" className="button primary" onClick={() => decide("approve", { comment: "" })}>
            <Check size={14} aria-hidden="true" /> Approve
          </button>
        </span>
      </footer>
      <Modal open={isRejecting} onClose={() => setRejecting(false)} label="Decline the step" className="confirm">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            decide("reject", { reason });
          }}
        >
          <h2>Decline “{step.name}”?</h2>
          <p>The run takes back what it did. Say why, so that whoever started it can do something about it.</p>
          <TextField label="Reason" value={reason} onChange={setReason} maxLength={1000} required autoFocus />
          <footer>
            <button type="button" className="button secondary" onClick={() => setRejecting(false)}>
              Cancel
            </button>
            <button type="submit" className="button danger" disabled={!reason.trim()}>
              Decline
            </button>
          </footer>
        </form>
      </Modal>
    </section>
  );
}

// J and K go from one card to the next.
function walk(event, list) {
  if (event.target.closest("input, textarea, select, dialog") || !["j", "k"].includes(event.key)) return;
  const cards = [...list.querySelectorAll(":scope > li")];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const next = cards[Math.min(cards.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
  next?.focus();
}

// Change plans and steps that wait for a decision, each decided in its place, and below them what one was told.
export function InboxList({ planNews, runNews, toldNews, me }) {
  const plans = usePages("/changes?status=pending", planNews);
  const steps = usePages("/runs/approvals", runNews);
  const news = usePages("/notifications", toldNews);
  const list = useRef(null);
  const isRead = plans.items && steps.items && news.items;
  const isEmpty = isRead && !plans.items.length && !steps.items.length;
  return (
    <div className="section-scroll" tabIndex={0} role="region" aria-label="Inbox" data-person={me}>
      <div className="section-body">
        <Problem problem={plans.items ? null : plans.problem} />
        {isEmpty ? (
          <div className="empty-state">
            <span className="empty-icon">
              <Inbox size={20} aria-hidden="true" />
            </span>
            <h2>Nothing waits for you</h2>
            <p>Changes that need an approval, and steps of runs that ask for one, will be here.</p>
            <Link to="/changes/" className="button secondary">
              Look at all changes
            </Link>
          </div>
        ) : null}
        <ul ref={list} className="inbox" aria-label="Waiting" onKeyDown={(event) => walk(event, list.current)}>
          {(plans.items ?? []).map((plan) => (
            <li key={plan.id} tabIndex={-1}>
              <DiffCard planId={plan.id} news={planNews} onDecided={plans.read} />
            </li>
          ))}
          {(steps.items ?? []).map((step) => (
            <li key={`${step.run_id}:${step.seq}`} tabIndex={-1}>
              <StepCard step={step} onDecided={steps.read} />
            </li>
          ))}
        </ul>
        {isRead ? <NewsList pages={news} /> : null}
      </div>
    </div>
  );
}
