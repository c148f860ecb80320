import { CircleAlert } from "lucide-react";

// What happened and what to do, with the code that the operator can look up.
export function Problem({ problem }) {
  if (!problem) return null;
  return (
    <p role="alert" className="form-problem">
      <CircleAlert size={15} aria-hidden="true" />
      <span>
        {problem.detail} <code>{problem.code}</code>
      </span>
    </p>
  );
}
