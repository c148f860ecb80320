import { Fragment, useEffect, useState } from "react";
import { ChevronDown, Mail, RotateCw } from "lucide-react";
import { CopyButton } from "./copy_button.jsx";
import { Problem } from "./problem.jsx";
import { ask } from "./rest.js";
import { When } from "./when.jsx";

const LINK = /(https?:\/\/[^\s<>"]+)/;

// The text of a letter is ours; the links in it lead to this installation and are clickable here only then.
function LetterText({ text }) {
  return (
    <p className="letter-text">
      {text.split(LINK).map((part, at) => (
        <Fragment key={at}>
          {at % 2 && part.startsWith(window.location.origin + "/") ? <a href={part}>{part}</a> : part}
        </Fragment>
      ))}
    </p>
  );
}

function Letter({ letter }) {
  return (
    <li>
      <details className="letter">
        <summary>
          <span className="line-icon">
            <Mail size={16} aria-hidden="true" />
          </span>
          <span className="who-text">
            <span className="truncate">{letter.subject}</span>
            <span className="meta truncate">
              To {letter.to}, <When at={letter.created_at} />
            </span>
          </span>
          <ChevronDown size={14} aria-hidden="true" className="chevron" />
        </summary>
        <div className="letter-body">
          <LetterText text={letter.text} />
          <CopyButton text={letter.text} label="Copy letter" />
        </div>
      </details>
    </li>
  );
}

function Ghosts() {
  return (
    <div role="status" aria-label="Loading mail" className="lines">
      {[0, 1, 2].map((at) => (
        <div key={at} className="line-row">
          <span className="skeleton size-8" />
          <span className="who-text">
            <span className="skeleton h-3.5 w-48 my-[3px]" />
            <span className="skeleton h-3 w-64 my-0.5" />
          </span>
        </div>
      ))}
    </div>
  );
}

// Letters that nobody could send, read from REST when the page is looked at: their links open accounts, so they are
// never in the page's state.
export function LetterList() {
  const [letters, setLetters] = useState(null);
  const [problem, setProblem] = useState(null);

  async function read() {
    setProblem(null);
    const { data, problem: refusal } = await ask("GET", "/letters");
    setProblem(refusal ?? null);
    if (data) setLetters(data.items);
  }

  useEffect(() => {
    read();
  }, []);

  if (!letters && !problem) return <Ghosts />;
  return (
    <>
      {problem ? (
        <div className="card-note">
          <Problem problem={problem} />
        </div>
      ) : null}
      {letters?.length ? (
        <ul className="lines" aria-label="Letters">
          {letters.map((letter) => (
            <Letter key={letter.id} letter={letter} />
          ))}
        </ul>
      ) : null}
      {letters && !letters.length ? <p className="card-note meta">No letter yet. Invites and links will be here.</p> : null}
      <footer className="card-foot">
        <button type="button" className="button secondary" onClick={read}>
          <RotateCw size={14} aria-hidden="true" />
          Look again
        </button>
      </footer>
    </>
  );
}
