import { useEffect, useState } from "react";
import { CircleAlert } from "lucide-react";
import { TextField } from "./fields.jsx";
import { Count, Dollars } from "./figures.jsx";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { ask } from "./rest.js";
import { dateOf } from "./times.js";

const NANO = 1e9;
const CAPS = [
  ["turn_cents", "One answer", "A question with all that it asks of the model."],
  ["person_day_cents", "A person in a day", "The day begins at midnight UTC."],
  ["team_month_cents", "The team in a month", "The month begins on its first day, UTC."],
];
const SERVED = { google: "Google Gemini", "openai-compatible": "a server that speaks OpenAI's chat completions" };

const dollars = (nano) => <Dollars amount={String(nano / NANO)} />;

function Who({ status }) {
  if (!status.name) {
    return (
      <div className="model-who">
        <p className="who-name">Offline assistant</p>
        <p className="meta">
          No model is set, so questions are answered on this machine, at no cost. Whoever runs the platform can set
          GEMINI_API_KEY, or PLATFORM_MODEL_URL and PLATFORM_MODEL for a server of your own.
        </p>
      </div>
    );
  }
  const { price } = status;
  return (
    <div className="model-who">
      <p className="who-name">{status.name}</p>
      <p className="meta">
        Served by {SERVED[status.provider] ?? status.provider}.{" "}
        {price ? (
          <>
            A million tokens cost <Dollars amount={price.input} /> read, <Dollars amount={price.cached} /> read again and{" "}
            <Dollars amount={price.output} /> written
            {price.changes_on ? <>, until {dateOf(price.changes_on)}</> : null}.
          </>
        ) : (
          "Its price is not known, so its use is counted in tokens, and no cap holds it back."
        )}
      </p>
      {status.retired_on ? (
        <p className="model-warning">
          <CircleAlert size={13} aria-hidden="true" />
          Its maker takes it away on {dateOf(status.retired_on)}
          {status.replacement ? ` and names ${status.replacement} in its place` : ""}.
        </p>
      ) : null}
      {status.prices_are_old ? (
        <p className="model-warning">
          <CircleAlert size={13} aria-hidden="true" />
          The prices were read on {dateOf(status.prices_as_of)}. Ask whoever runs the platform to look at them.
        </p>
      ) : null}
    </div>
  );
}

function Month({ use }) {
  const cap = use.budget.team_month_cents / 100;
  const spent = use.total.nanodollars / NANO;
  const share = Math.min(100, cap ? Math.ceil((spent / cap) * 100) : 100);
  const isTight = use.expected_nanodollars / NANO > cap;
  return (
    <div className="budget-line">
      <p className="budget-head">
        <span>
          <Count value={use.total.calls} /> requests
        </span>
        <span className="budget-count">
          <strong>{dollars(use.total.nanodollars)}</strong> of <Dollars amount={String(cap)} />
        </span>
      </p>
      <span
        role="meter"
        aria-label="Spent of this month's budget"
        aria-valuenow={share}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={`${share} % of the budget`}
        className={`budget-bar ${isTight ? "tight" : ""}`}
      >
        <span style={{ width: `${share}%` }} />
      </span>
      <p className={isTight ? "meta budget-tight" : "meta"}>
        About {dollars(use.expected_nanodollars)} by the end of the month at the pace of the last seven days.
        {use.total.unpriced ? (
          <>
            {" "}
            The price of <Count value={use.total.unpriced} /> requests is not known.
          </>
        ) : null}
      </p>
    </div>
  );
}

function Shares({ title, lines }) {
  if (!lines.length) return null;
  return (
    <table className="model-shares">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">Requests</th>
          <th scope="col">Tokens</th>
          <th scope="col">Cost</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.name}>
            <th scope="row">{line.name}</th>
            <td>
              <Count value={line.calls} />
            </td>
            <td>
              <Count value={line.fresh + line.cached + line.output + line.thinking} />
            </td>
            <td>{line.unpriced === line.calls ? "unknown" : dollars(line.nanodollars)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shownCents = (cents) => (cents / 100).toFixed(2);
// Dollars as they are typed; null for none, and undefined for what is no amount.
function centsOf(text) {
  const plain = text.replace(/[$,\s]/g, "");
  if (!plain) return null;
  return /^\d{1,6}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : undefined;
}

function BudgetForm({ budget, onSaved }) {
  const filled = () =>
    Object.fromEntries(CAPS.map(([name]) => [name, budget.own.includes(name) ? shownCents(budget[name]) : ""]));
  const [texts, setTexts] = useState(filled);
  const [problem, setProblem] = useState(null);
  const [isSaved, setIsSaved] = useState(false);
  useEffect(() => setTexts(filled()), [budget]);

  const wanted = Object.fromEntries(CAPS.map(([name]) => [name, centsOf(texts[name])]));
  const isWrong = Object.values(wanted).some((cents) => cents === undefined);
  const isChanged = CAPS.some(([name]) => wanted[name] !== (budget.own.includes(name) ? budget[name] : null));

  async function save(event) {
    event.preventDefault();
    const reply = await ask("PUT", "/models/budget", { body: wanted });
    setProblem(reply.problem ?? null);
    setIsSaved(!reply.problem);
    if (!reply.problem) onSaved();
  }

  return (
    <form className="model-budget" onSubmit={save}>
      {CAPS.map(([name, label, hint]) => (
        <TextField
          key={name}
          label={`${label}, in dollars`}
          hint={wanted[name] === undefined ? "An amount such as 2.50." : hint}
          inputMode="decimal"
          maxLength={12}
          placeholder={budget.own.includes(name) ? "" : `${shownCents(budget[name])} (as the platform says)`}
          aria-invalid={wanted[name] === undefined}
          value={texts[name]}
          onChange={(text) => {
            setIsSaved(false);
            setTexts((known) => ({ ...known, [name]: text }));
          }}
        />
      ))}
      {problem ? <Problem problem={problem} /> : null}
      <p className="model-save">
        <button type="submit" className="button primary" disabled={isWrong || !isChanged}>
          Save the budget
        </button>
        <span role="status" className="meta">
          {isSaved ? "Saved. It holds from the next request on." : ""}
        </span>
      </p>
    </form>
  );
}

function Panel({ title, text, children }) {
  return (
    <section aria-label={title} className="panel">
      <header className="panel-head">
        <h2>{title}</h2>
      </header>
      {text ? <p className="panel-text">{text}</p> : null}
      <div className="card">{children}</div>
    </section>
  );
}

// The language model of the team: who answers, what was spent, and what may be.
export function ModelPanel() {
  const { data, problem, read } = useReading("/models");
  if (!data) {
    return problem ? (
      <Problem problem={problem} />
    ) : (
      <div className="card" role="status" aria-label="Loading">
        <span className="skeleton m-4 h-10" />
      </div>
    );
  }
  return (
    <>
      <Panel title="Who answers">
        <Who status={data} />
      </Panel>
      <Panel title="This month">
        <Month use={data.use} />
        <Shares title="Person" lines={data.use.people} />
        <Shares title="Model" lines={data.use.models} />
      </Panel>
      <Panel
        title="Budget"
        text="A request that could cost more than is left is not sent: the offline assistant answers then, and says so."
      >
        <BudgetForm budget={data.use.budget} onSaved={read} />
      </Panel>
    </>
  );
}
