import type { ShownDiff } from '../../api/diffs.ts';
import { messages } from '../../text/messages.ts';
import type { DiffEntry } from './diff-entries.ts';
import { formatPath } from './format-path.ts';
import { ImagePreview } from './image-preview.tsx';
import { summarizeLock } from './lock-summary.ts';
import { MarkdownPreview } from './markdown-preview.tsx';
import { NotebookPreview } from './notebook-preview.tsx';
import { findPreview } from './previews.ts';

interface FilePreviewProps {
  diff: ShownDiff;
  entry: DiffEntry;
  base: string | null;
}

/** A file as what it is: an image, a formatted text, the cells of a notebook, or the packages of a lock file. */
export function FilePreview({ diff, entry, base }: FilePreviewProps) {
  const { file } = entry;
  const kind = findPreview(entry);
  // Only the packages are read from the diff; the rest comes from the forge.
  if (diff.unpushed && kind !== 'packages') {
    return <p className="file-preview">{messages.diff.previewNotPushed}</p>;
  }
  switch (kind) {
    case 'image':
      return <ImagePreview diff={diff} file={file} base={base} />;
    case 'markdown':
      return <MarkdownPreview diff={diff} entry={entry} />;
    case 'notebook':
      return <NotebookPreview diff={diff} entry={entry} />;
    case 'packages':
      return <PackagesPreview entry={entry} />;
    case undefined:
      return null;
  }
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
