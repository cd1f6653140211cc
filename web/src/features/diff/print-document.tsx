import './print-document.css';
import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { toShortSha } from './commit-range.ts';
import type { DiffEntry } from './diff-entries.ts';
import { formatPath } from './format-path.ts';
import { listPrintedLines, type PrintedLine } from './printed-lines.ts';

interface PrintDocumentProps {
  diff: Diff;
  status: DiffStatus;
  entries: readonly DiffEntry[];
}

/** The whole diff as a document, which replaces the page on paper. It exists only while the browser prints. */
export function PrintDocument(props: PrintDocumentProps) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    // The browser prints what is there when the handlers return.
    const start = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    addEventListener('beforeprint', start);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', start);
      removeEventListener('afterprint', end);
    };
  }, []);
  return printing ? createPortal(<Document {...props} />, document.body) : null;
}

function Document({ diff, status, entries }: PrintDocumentProps) {
  const title = status.pull_request_title || status.git_branch;
  return (
    <article className="print-document">
      <h1>{title}</h1>
      <p>{listFacts(diff, status).join(' · ')}</p>
      {entries.map((entry) => (
        <PrintedFile key={entry.file.path} entry={entry} />
      ))}
    </article>
  );
}

function listFacts(diff: Diff, status: DiffStatus): string[] {
  const { pr_number: number, base_branch: base, head_sha: head, url } = status;
  const facts = [
    number === null ? undefined : `#${number}`,
    status.pull_request_state ?? undefined,
    base === null ? status.git_branch : messages.diff.printBranches(status.git_branch, base),
    diff.from_sha === undefined || diff.head_sha === null
      ? head === null
        ? undefined
        : messages.diff.printCommit(toShortSha(head))
      : messages.diff.onlyRange(toShortSha(diff.from_sha), toShortSha(diff.head_sha)),
    messages.files(diff.files.length),
    url ?? undefined,
  ];
  return facts.filter((fact) => fact !== undefined);
}

function PrintedFile({ entry }: { entry: DiffEntry }) {
  const { file, patch } = entry;
  const { status, additions, deletions } = file;
  const before = file.previous_path === null ? '' : `${formatPath(file.previous_path)} → `;
  return (
    <section>
      <h2>
        {before}
        {formatPath(file.path)}
        <small>
          {messages.diff.status[status]}, +{additions} −{deletions}
        </small>
      </h2>
      {patch?.content.state === 'text' ? (
        <Lines lines={listPrintedLines(patch.content.fileDiff)} />
      ) : (
        <p>{describe(entry)}</p>
      )}
    </section>
  );
}

function describe({ file, patch }: DiffEntry): string {
  if (patch?.content.state === 'malformed') return patch.content.text;
  if (file.binary || patch?.content.state === 'binary') return messages.diff.binary;
  return patch ? messages.diff.noLines : messages.diff.printUnloaded;
}

function Lines({ lines }: { lines: readonly PrintedLine[] }) {
  return (
    <pre>
      {lines.map(({ sign, old, now, text }, at) => (
        <div key={at} data-sign={sign}>
          <span>{old}</span>
          <span>{now}</span>
          <code>
            {sign === '@' ? '' : sign}
            {text}
          </code>
        </div>
      ))}
    </pre>
  );
}
