// A file of records that an answer prepared; it is made with what the table holds when it is taken.
import { useState } from "react";
import { Download, FileSpreadsheet } from "lucide-react";
import { downloadRecords } from "./download.js";
import { Problem } from "./problem.jsx";

export function ExportCard({ file }) {
  const [problem, setProblem] = useState(null);
  const [isMade, setMade] = useState(false);

  async function take() {
    setMade(true);
    setProblem(await downloadRecords(JSON.parse(file.request), file.name));
    setMade(false);
  }

  return (
    <section className="card export-card" aria-label={`File ${file.name}`}>
      <div className="line-row">
        <span className="line-icon">
          <FileSpreadsheet size={16} aria-hidden="true" />
        </span>
        <span className="who-text">
          <span className="truncate">{file.name}</span>
          <span className="meta truncate">
            {file.rows === null ? "Records" : `${file.rows.toLocaleString()} records`}
            {file.filter ? ` where ${file.filter}` : ""}
          </span>
        </span>
        <button type="button" className="button secondary" disabled={isMade} onClick={take}>
          <Download size={14} aria-hidden="true" /> {isMade ? "Being made" : "Download"}
        </button>
      </div>
      <Problem problem={problem} />
    </section>
  );
}
