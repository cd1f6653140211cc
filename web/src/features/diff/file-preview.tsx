import { useQuery } from '@tanstack/react-query';
import type { Diff } from '../../../../src/contract/diff.ts';
import { fileQuery } from '../../api/diffs.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { Markdown } from '../../shared/markdown/markdown.tsx';
import { messages } from '../../text/messages.ts';
import type { DiffEntry } from './diff-entries.ts';
import { formatPath } from './format-path.ts';
import { ImagePreview } from './image-preview.tsx';
import { summarizeLock } from './lock-summary.ts';
import { findPreview } from './previews.ts';

interface FilePreviewProps {
  diff: Diff;
  entry: DiffEntry;
  base: string | null;
}

/** A file as what it is: an image, a text with its formatting, or the packages of a lock file. */
export function FilePreview({ diff, entry, base }: FilePreviewProps) {
  const { file } = entry;
  switch (findPreview(entry)) {
    case 'image':
      return <ImagePreview diff={diff} file={file} base={base} />;
    case 'markdown':
      return <MarkdownPreview diff={diff} path={file.path} />;
    case 'packages':
      return <PackagesPreview entry={entry} />;
    case undefined:
      return null;
  }
}

function MarkdownPreview({ diff, path }: { diff: Diff; path: string }) {
  const { data, error } = useQuery(fileQuery(diff, path));
  return (
    <section className="file-preview" aria-label={messages.diff.rendered(formatPath(path))}>
      {data?.state === 'text' && <Markdown text={data.text} chatId={diff.chat_id} level={1} />}
      {data && data.state !== 'text' && <p>{messages.diff.contextUnavailable[data.state]}</p>}
      {error && <p>{formatProblemLine(error)}</p>}
      {!data && !error && <p>{messages.diff.contextLoading}</p>}
    </section>
  );
}

function PackagesPreview({ entry: { file, patch } }: { entry: DiffEntry }) {
  const content = patch?.content;
  const packages = content?.state === 'text' ? summarizeLock(content.fileDiff) : [];
  return (
    <section className="file-preview" aria-label={messages.diff.packagesOf(formatPath(file.path))}>
      <ul>
        {packages.map(({ name, from, to }) => (
          <li key={name}>
            <code>{formatPath(name)}</code>{' '}
            {messages.diff.packageVersions(from.map(formatPath), to.map(formatPath))}
          </li>
        ))}
      </ul>
    </section>
  );
}
