import { renderCode } from './highlighted-code.tsx';
import './markdown-preview.css';
import type { FileDiffMetadata } from '@pierre/diffs';
import { useQuery } from '@tanstack/react-query';
import type { Diff } from '../../../../src/contract/diff.ts';
import { fileQuery } from '../../api/diffs.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { Markdown } from '../../shared/markdown/markdown.tsx';
import { messages } from '../../text/messages.ts';
import { listAddedLines } from './added-lines.ts';
import type { DiffEntry } from './diff-entries.ts';
import { formatPath } from './format-path.ts';

/** Markdown beside its source; below it where there is no room. */
export function MarkdownPreview({ diff, entry }: { diff: Diff; entry: DiffEntry }) {
  const { path } = entry.file;
  const { data, error } = useQuery(fileQuery(diff, path));
  const content = entry.patch?.content;
  const name = formatPath(path);
  return (
    <div className="markdown-preview">
      {data?.state === 'text' && content?.state === 'text' && (
        <MarkdownSource name={name} text={data.text} fileDiff={content.fileDiff} />
      )}
      <section className="file-preview" aria-label={messages.diff.rendered(name)}>
        {data?.state === 'text' && (
          <Markdown text={data.text} chatId={diff.chat_id} level={1} renderCode={renderCode} />
        )}
        {data && data.state !== 'text' && <p>{messages.diff.contextUnavailable[data.state]}</p>}
        {error && <p>{formatProblemLine(error)}</p>}
        {!data && !error && <p>{messages.diff.contextLoading}</p>}
      </section>
    </div>
  );
}

interface MarkdownSourceProps {
  name: string;
  text: string;
  fileDiff: FileDiffMetadata;
}

function MarkdownSource({ name, text, fileDiff }: MarkdownSourceProps) {
  const added = listAddedLines(fileDiff);
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <section className="markdown-source" aria-label={messages.diff.sourceOf(name)}>
      <ol>
        {lines.map((line, index) => (
          <li key={`${index} ${line}`} data-added={added.has(index + 1) || undefined}>
            {line || ' '}
          </li>
        ))}
      </ol>
    </section>
  );
}
