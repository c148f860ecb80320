import { Download, Trash2 } from "lucide-react";
import { ConfirmDialog, useAsked } from "./confirm.jsx";
import { parseTime } from "./times.js";
import { When, useNow } from "./when.jsx";

const DAY_MS = 86_400_000;

// Everything of the team as a file, once the password was given. A link that downloads does not leave the page:
// going to the address would end its connection.
function ExportLine({ exportedAt, teamId }) {
  const asked = useAsked();

  function download() {
    asked.close();
    const link = document.createElement("a");
    Object.assign(link, { href: `/api/v1/teams/${teamId}/export`, download: "" }).click();
  }

  return (
    <div className="line-row">
      <span className="who-text">
        <span>Export</span>
        <span className="meta">
          Members, threads, invites, keys and audit as one JSON file, without secrets.
          {exportedAt ? (
            <>
              {" "}
              Last export: <When at={exportedAt} />.
            </>
          ) : null}
        </span>
      </span>
      <button type="button" className="button secondary" onClick={() => asked.ask({})}>
        <Download size={15} aria-hidden="true" />
        Export
      </button>
      <ConfirmDialog
        open={asked.open}
        title="Export everything of the team"
        verb="Export"
        tone="primary"
        asksPassword
        onCancel={asked.close}
        onConfirm={download}
      >
        <p>The file holds what members wrote. That it was made is written into the audit.</p>
      </ConfirmDialog>
    </div>
  );
}

function DeleteLine({ isExported, onAsk }) {
  return (
    <div className="line-row">
      <span className="who-text">
        <span>Delete the team</span>
        <span className="meta">
          {isExported
            ? "Threads, keys, invites and memberships go for ever. People keep their accounts and other teams."
            : "Export first: a team is deleted only with an export of the last 24 hours."}
        </span>
      </span>
      <button type="button" className="button danger" disabled={!isExported} onClick={onAsk}>
        <Trash2 size={15} aria-hidden="true" />
        Delete
      </button>
    </div>
  );
}

// What an owner does at the end of a team.
export function TeamEnd({ name, teamId, exportedAt, onDelete }) {
  const now = useNow();
  const asked = useAsked();
  const isExported = Boolean(exportedAt) && now !== null && now - parseTime(exportedAt) < DAY_MS;

  function remove() {
    asked.close();
    onDelete?.(asked.about.name);
  }

  return (
    <>
      <ExportLine exportedAt={exportedAt} teamId={teamId} />
      <DeleteLine isExported={isExported} onAsk={() => asked.ask({ name })} />
      <ConfirmDialog
        open={asked.open}
        title={`Delete the team ${asked.about.name}?`}
        verb="Delete team"
        word={asked.about.name}
        wordLabel={`Type ${asked.about.name}`}
        asksPassword
        onCancel={asked.close}
        onConfirm={remove}
      >
        <p>Every member loses it at once, with its threads, keys and invites. Nobody can bring it back.</p>
      </ConfirmDialog>
    </>
  );
}
