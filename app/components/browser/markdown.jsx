import { memo, useMemo } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { CopyButton } from "./copy_button.jsx";
import { readLink } from "./links.js";
import { markNumbers } from "./unproven.js";

// A link shows where it leads, because its text was written by a model or came out of somebody's record.
function Link({ href = "", children }) {
  const link = readLink(href);
  if (!link) return <span>{children}</span>;
  const told = String(children).replace(/\/$/, "");
  const isPlain = told === link.place || told === link.href.replace(/\/$/, "");
  return (
    <a href={link.href} target="_blank" rel="noopener noreferrer">
      {children}
      {isPlain ? null : <span className="link-host"> ({link.place})</span>}
    </a>
  );
}

// An image is never fetched: its address could carry data away. It stays a link that a person may follow.
function Image({ src, alt }) {
  return <Link href={src}>{alt || "Image"}</Link>;
}

function CodeBlock({ children }) {
  const { children: code = "", className = "" } = children?.props ?? {};
  return (
    <div className="code-block">
      <div>
        <span>{className.replace("language-", "") || "text"}</span>
        <CopyButton text={String(code)} label="Copy code" />
      </div>
      <pre tabIndex={0}>{children}</pre>
    </div>
  );
}

function Table({ children }) {
  return (
    <div className="markdown-table" tabIndex={0} role="region" aria-label="Table, scrollable">
      <table>{children}</table>
    </div>
  );
}

// Outside the component, so that React keeps the paragraphs while the text grows.
const COMPONENTS = { a: Link, img: Image, pre: CodeBlock, table: Table };
const PLUGINS = [remarkGfm];
const NONE = [];

// Raw HTML in the text stays text: react-markdown has no plug-in here that would read it.
export const Markdown = memo(function Markdown({ text = "", unproven = NONE }) {
  const marks = useMemo(() => (unproven.length ? [[markNumbers, unproven]] : NONE), [unproven]);
  return (
    <div className="markdown">
      <ReactMarkdown remarkPlugins={PLUGINS} rehypePlugins={marks} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
});
