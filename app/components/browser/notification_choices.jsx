import { useState } from "react";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { ask } from "./rest.js";

function Tick({ label, checked, onChange }) {
  return (
    <td className="choice-cell">
      <input type="checkbox" aria-label={label} checked={checked} onChange={(event) => onChange(event.target.checked)} />
    </td>
  );
}

// Each tick is kept at once; one that could not be kept goes back, with what went wrong.
export function NotificationChoices() {
  const { data, problem, read } = useReading("/notifications/choices", 0);
  const [changed, setChanged] = useState({});
  const [refusal, setRefusal] = useState(null);

  async function change(choice, ways) {
    const wanted = { kind: choice.kind, in_app: choice.in_app, by_mail: choice.by_mail, ...ways };
    setChanged((known) => ({ ...known, [choice.kind]: wanted }));
    const { problem: wrong } = await ask("PUT", "/notifications/choices", { body: wanted });
    setRefusal(wrong ?? null);
    if (!wrong) return;
    setChanged((known) => {
      const { [choice.kind]: _, ...others } = known;
      return others;
    });
    read();
  }

  if (!data) {
    return problem ? (
      <div className="card-note">
        <Problem problem={problem} />
      </div>
    ) : (
      <div role="status" aria-label="Loading" className="ghost-choices" />
    );
  }
  return (
    <>
      <table className="choice-table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">In the app</th>
            <th scope="col">By mail</th>
          </tr>
        </thead>
        <tbody>
          {data.map((known) => {
            const choice = { ...known, ...changed[known.kind] };
            return (
              <tr key={choice.kind}>
                <th scope="row">
                  {choice.title}
                  <span className="field-hint">{choice.text}</span>
                </th>
                <Tick
                  label={`${choice.title}: in the app`}
                  checked={choice.in_app}
                  onChange={(isOn) => change(choice, { in_app: isOn })}
                />
                <Tick
                  label={`${choice.title}: by mail`}
                  checked={choice.by_mail}
                  onChange={(isOn) => change(choice, { by_mail: isOn })}
                />
              </tr>
            );
          })}
        </tbody>
      </table>
      {refusal ? (
        <div className="card-note">
          <Problem problem={refusal} />
        </div>
      ) : null}
    </>
  );
}
