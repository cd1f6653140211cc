import './notebook-preview.css';
import type { FileDiffMetadata } from '@pierre/diffs';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { fileQuery } from '../../api/diffs.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { Markdown } from '../../shared/markdown/markdown.tsx';
import { messages } from '../../text/messages.ts';
import type { DiffEntry } from './diff-entries.ts';
import { formatPath } from './format-path.ts';
import { renderCode } from './highlighted-code.tsx';
import { type ComparedCell, compareNotebook } from './notebook-cells.ts';
import { PreviewSource } from './preview-source.tsx';

/** The cells of a notebook beside its source; below it where there is no room. */
export function NotebookPreview({ diff, entry }: { diff: Diff; entry: DiffEntry }) {
  const { path } = entry.file;
  const { data, error } = useQuery(fileQuery(diff, path));
  const content = entry.patch?.content;
  const name = formatPath(path);
  const text = data?.state === 'text' ? data.text : undefined;
  return (
    <div className="preview-sides">
      {text !== undefined && content?.state === 'text' && (
        <PreviewSource name={name} text={text} fileDiff={content.fileDiff} />
      )}
      <section className="file-preview" aria-label={messages.diff.cellsOf(name)}>
        {text !== undefined && content?.state === 'text' && (
          <Cells text={text} fileDiff={content.fileDiff} chatId={diff.chat_id} />
        )}
        {data && data.state !== 'text' && <p>{messages.diff.contextUnavailable[data.state]}</p>}
        {error && <p>{formatProblemLine(error)}</p>}
        {!data && !error && <p>{messages.diff.contextLoading}</p>}
      </section>
    </div>
  );
}

const initiallyShown = 200;

interface CellsProps {
  text: string;
  fileDiff: FileDiffMetadata;
  chatId: string;
}

function Cells({ text, fileDiff, chatId }: CellsProps) {
  const notebook = useMemo(() => compareNotebook(text, fileDiff), [text, fileDiff]);
  const [showsAll, setShowsAll] = useState(false);
  if (!notebook) return <p>{messages.diff.cells.unreadable}</p>;
  const { cells, language } = notebook;
  const shown = showsAll ? cells : cells.slice(0, initiallyShown);
  return (
    <>
      <ol className="cells">
        {shown.map((compared, index) => (
          <li key={index} className="cell" data-change={compared.change}>
            <Cell compared={compared} language={language} chatId={chatId} />
          </li>
        ))}
      </ol>
      {shown.length < cells.length && (
        <button type="button" className="button" onClick={() => setShowsAll(true)}>
          {messages.diff.cells.all(cells.length)}
        </button>
      )}
    </>
  );
}

interface CellProps {
  compared: ComparedCell;
  language: string;
  chatId: string;
}

function Cell({ compared: { cell, change, before }, language, chatId }: CellProps) {
  const { kind, source, outputs } = cell;
  const text = messages.diff.cells;
  return (
    <>
      {change && <p className="cell-change">{text.change[change]}</p>}
      {kind === 'markdown' ? (
        <Markdown text={source} chatId={chatId} level={1} renderCode={renderCode} />
      ) : (
        <Source source={source} language={kind === 'code' ? language : ''} />
      )}
      {before !== undefined && (
        <details>
          <summary>{text.before}</summary>
          <Source source={before} language={kind === 'code' ? language : 'markdown'} />
        </details>
      )}
      {outputs.length > 0 && (
        <p className="cell-outputs">{text.outputs(outputs.map(text.output).join(', '))}</p>
      )}
    </>
  );
}

function Source({ source, language }: { source: string; language: string }) {
  if (source === '') return <p className="hint">{messages.diff.cells.empty}</p>;
  return (
    <pre className="cell-source">
      <code>{renderCode(source, language)}</code>
    </pre>
  );
}
