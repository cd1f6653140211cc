import { useQuery } from '@tanstack/react-query';
import type { Diff } from '../../../../src/contract/diff.ts';
import { fileQuery } from '../../api/diffs.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { Markdown } from '../../shared/markdown/markdown.tsx';
import { messages } from '../../text/messages.ts';
import type { DiffEntry } from './diff-entries.ts';
import { formatPath } from './format-path.ts';
import { renderCode } from './highlighted-code.tsx';
import { PreviewSource } from './preview-source.tsx';

/** Markdown beside its source; below it where there is no room. */
export function MarkdownPreview({ diff, entry }: { diff: Diff; entry: DiffEntry }) {
  const { path } = entry.file;
  const { data, error } = useQuery(fileQuery(diff, path));
  const content = entry.patch?.content;
  const name = formatPath(path);
  return (
    <div className="preview-sides">
      {data?.state === 'text' && content?.state === 'text' && (
        <PreviewSource name={name} text={data.text} fileDiff={content.fileDiff} />
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
