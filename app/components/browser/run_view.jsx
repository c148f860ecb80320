import { useEffect, useState } from "react";
import { CirclePause, CirclePlay, GitBranch, RotateCcw, Undo2 } from "lucide-react";
import { Link } from "react-router";
import { useParam } from "./address.js";
import { TextField } from "./fields.jsx";
import { Modal } from "./modal.jsx";
import { MoreFoot } from "./more_foot.jsx";
import { Problem } from "./problem.jsx";
import { usePages, useReading } from "./reading.js";
import { ask } from "./rest.js";
import { ImageRestores, PlanRestores } from "./restores.jsx";
import { EVENTS, RUN_STATES, STEP_STATES, stateOf } from "./run_words.js";
import { StatePill } from "./state_pill.jsx";
import { When } from "./when.jsx";

const SHOWN_STEPS = 100;

function StepActs({ step, canEdit, isAdmin, act }) {
  if (!canEdit) return null;
  const to = `steps/${step.seq}`;
  return (
    <span className="lane-acts">
      {step.status === "ambiguous" ? (
        <>
          <button type="button" className="button secondary" onClick={() => act(`${to}/settle`, { answer: "happened" })}>
            It happened
          </button>
          <button type="button" className="button secondary" onClick={() => act(`${to}/settle`, { answer: "did_not" })}>
            It did not
          </button>
          <button type="button" className="button secondary" onClick={() => act(`${to}/settle`, { answer: "undo" })}>
            Take all back
          </button>
        </>
      ) : null}
      {step.status === "failed" && step.phase === "undo" ? (
        <>
          <button type="button" className="button secondary" onClick={() => act(`${to}/retry`)}>
            <RotateCcw size={13} aria-hidden="true" /> Try again
          </button>
          {isAdmin ? (
            <button
              type="button"
              className="button secondary"
              onClick={() => act(`${to}/handled`, { reason: "Undone by hand." })}
            >
              Done by hand
            </button>
          ) : null}
        </>
      ) : null}
      {step.status === "ready" && step.attempt ? (
        <button type="button" className="button secondary" onClick={() => act(`${to}/retry`)}>
          <RotateCcw size={13} aria-hidden="true" /> Try now
        </button>
      ) : null}
      {isAdmin && step.status === "blocked" && step.phase === "do" ? (
        <button type="button" className="button ghost" onClick={() => act(`${to}/skip`, { reason: "Skipped by hand." })}>
          Skip
        </button>
      ) : null}
    </span>
  );
}

// What a step that is to be taken back, and has not been yet, brings back.
function Restores({ step }) {
  if (step.phase !== "undo" || step.status === "done") return null;
  return step.params.plan ? <PlanRestores planId={step.params.plan} /> : <ImageRestores image={step.pre_image} />;
}

function Step({ step, ...rights }) {
  if (!step) return <div className="lane-step is-none" aria-hidden="true" />;
  return (
    <div className={`lane-step ${step.phase}`}>
      <p className="lane-name">
        <strong className="truncate" title={step.name}>
          {step.name}
        </strong>
        <StatePill state={step.status} states={STEP_STATES} />
      </p>
      {step.error ? <p className="meta lane-error">{step.error}</p> : null}
      {step.attempt > 1 ? (
        <p className="meta">
          Attempt {step.attempt} of {step.max_attempts}
        </p>
      ) : null}
      <Restores step={step} />
      <StepActs step={step} {...rights} />
    </div>
  );
}

function Lanes({ run, ...rights }) {
  const [isAll, setAll] = useState(false);
  const forward = run.steps.filter(({ phase }) => phase === "do");
  const back = new Map(run.steps.filter(({ phase }) => phase === "undo").map((step) => [step.seq, step]));
  const shown = isAll ? forward : forward.slice(0, SHOWN_STEPS);
  return (
    <section className="panel" aria-label="Steps">
      <div className={`card lanes ${back.size ? "has-back" : ""}`}>
        <div className="lane-pair lane-heads">
          <h2>Forward</h2>
          {back.size ? <h2>Taken back</h2> : null}
        </div>
        <ol>
          {shown.map((step) => (
            <li key={step.seq} className="lane-pair">
              <Step step={step} {...rights} />
              {back.size ? <Step step={back.get(step.seq)} {...rights} /> : null}
            </li>
          ))}
        </ol>
        {shown.length < forward.length ? (
          <footer className="card-foot">
            <button type="button" className="button secondary" onClick={() => setAll(true)}>
              Show all {forward.length.toLocaleString()} steps
            </button>
          </footer>
        ) : null}
      </div>
    </section>
  );
}

function Timeline({ runId, news, steps }) {
  const pages = usePages(`/runs/${runId}/timeline`, news);
  const names = new Map(steps.map(({ seq, name }) => [seq, name]));
  return (
    <section className="panel" aria-label="Timeline">
      <header className="panel-head">
        <h2>Timeline</h2>
      </header>
      <div className="card">
        <ol className="lines">
          {(pages.items ?? []).map((event) => (
            <li key={event.id} className="line-row log-row">
              <span className="who-text">
                <span>
                  {EVENTS[event.kind] ?? event.kind}
                  {event.seq === null ? "" : `: ${names.get(event.seq) ?? ""}`}
                  {event.phase === "undo" ? " (taking back)" : ""}
                </span>
                {event.note ? <span className="meta truncate">{event.note}</span> : null}
              </span>
              <span className="meta">
                <When at={event.at} />
              </span>
            </li>
          ))}
        </ol>
        <MoreFoot pages={pages} />
      </div>
    </section>
  );
}

const MOST_PLANS = 3;

function ReasonDialog({ run, asked, onClose, onSend }) {
  const [reason, setReason] = useState("");
  const plans = run.steps.filter(
    ({ phase, status, undo, params }) => phase === "do" && status === "done" && undo && params.plan,
  );
  return (
    <Modal open={asked} onClose={onClose} label="Take the run back" className="confirm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSend(reason);
        }}
      >
        <h2>Cancel this run?</h2>
        <p>The step that is running ends first. Then what can be taken back is taken back, the newest first.</p>
        {asked
          ? plans
              .slice(-MOST_PLANS)
              .reverse()
              .map(({ seq, name, params }) => (
                <section key={seq} aria-label={`Taken back of ${name}`}>
                  <h3>{name}</h3>
                  <PlanRestores planId={params.plan} />
                </section>
              ))
          : null}
        {plans.length > MOST_PLANS ? <p className="meta">And {plans.length - MOST_PLANS} steps before these.</p> : null}
        <TextField label="Reason" value={reason} onChange={setReason} maxLength={1000} autoFocus />
        <footer>
          <button type="button" className="button secondary" onClick={onClose}>
            Keep running
          </button>
          <button type="submit" className="button danger">
            Cancel the run
          </button>
        </footer>
      </form>
    </Modal>
  );
}

function Head({ run, canEdit, act, askCancel }) {
  const isGoing = run.status === "running";
  return (
    <header className="run-head">
      <div className="who-text">
        <h2 className="truncate">{run.title}</h2>
        <p className="meta">
          <StatePill state={stateOf(run)} states={RUN_STATES} /> {run.done} of {run.total} steps · started{" "}
          <When at={run.created_at} />
          {run.subject_kind === "plan" ? (
            <>
              {" · "}
              <Link to={`/changes/?p=${run.subject_id}`}>Its change</Link>
            </>
          ) : null}
        </p>
        {run.reason ? <p className="meta run-reason">{run.reason}</p> : null}
        {run.waits_for ? <p className="run-waits">{run.waits_for}</p> : null}
      </div>
      {canEdit ? (
        <span className="diff-acts">
          {isGoing ? (
            <button type="button" className="button secondary" onClick={() => act("pause")}>
              <CirclePause size={14} aria-hidden="true" /> Pause
            </button>
          ) : null}
          {run.status === "paused" ? (
            <button type="button" className="button primary" onClick={() => act("resume")}>
              <CirclePlay size={14} aria-hidden="true" /> Resume
            </button>
          ) : null}
          {isGoing || run.status === "paused" ? (
            <button type="button" className="button secondary" onClick={askCancel}>
              <Undo2 size={14} aria-hidden="true" /> Cancel
            </button>
          ) : null}
        </span>
      ) : null}
    </header>
  );
}

function Run({ runId, news, role }) {
  const { data: run, problem, read } = useReading(`/runs/${runId}`, news);
  const [refusal, setRefusal] = useState(null);
  const [isCancelling, setCancelling] = useState(false);
  const canEdit = role !== "viewer";
  const isAdmin = role === "admin" || role === "owner";

  useEffect(() => setRefusal(null), [runId]);

  async function act(path, body) {
    const { problem: wrong } = await ask("POST", `/runs/${runId}/${path}`, { body });
    setRefusal(wrong ?? null);
    read();
  }

  if (!run) {
    return problem ? (
      <div className="card card-note">
        <Problem problem={problem} />
      </div>
    ) : (
      <div role="status" aria-label="Loading the run">
        <span className="skeleton h-5 w-64" />
      </div>
    );
  }
  return (
    <>
      <Head run={run} canEdit={canEdit} act={act} askCancel={() => setCancelling(true)} />
      <Problem problem={refusal} />
      <Lanes run={run} canEdit={canEdit} isAdmin={isAdmin} act={act} />
      <Timeline runId={runId} news={news} steps={run.steps} />
      <ReasonDialog
        run={run}
        asked={isCancelling}
        onClose={() => setCancelling(false)}
        onSend={(reason) => {
          setCancelling(false);
          act("cancel", { reason });
        }}
      />
    </>
  );
}

// The run of the address, or what runs are.
export function RunView({ news, role }) {
  const runId = useParam("r");
  return (
    <div className="section-scroll" tabIndex={0} role="region" aria-label="Run">
      <div className="section-body">
        {runId === null ? null : runId ? (
          <Run key={runId} runId={runId} news={news} role={role} />
        ) : (
          <div className="empty-state">
            <span className="empty-icon">
              <GitBranch size={20} aria-hidden="true" />
            </span>
            <h2>Choose a run</h2>
            <p>Work in steps: each goes on after a crash, and what it did can be taken back. Runs are in the list.</p>
          </div>
        )}
      </div>
    </div>
  );
}
