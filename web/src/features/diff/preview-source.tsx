import './preview-source.css';
import type { FileDiffMetadata } from '@pierre/diffs';
import { messages } from '../../text/messages.ts';
import { listAddedLines } from './added-lines.ts';

interface PreviewSourceProps {
  name: string;
  text: string;
  fileDiff: FileDiffMetadata;
}

/** Longer lines are data, such as the images in a notebook. */
const longestLine = 2_000;

/** The source of a previewed file, with the added lines marked. */
export function PreviewSource({ name, text, fileDiff }: PreviewSourceProps) {
  const added = listAddedLines(fileDiff);
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <section className="preview-source" aria-label={messages.diff.sourceOf(name)}>
      <ol>
        {lines.map((line, index) => (
          <li key={index} data-added={added.has(index + 1) || undefined}>
            {line.length > longestLine ? `${line.slice(0, longestLine)} …` : line || ' '}
          </li>
        ))}
      </ol>
    </section>
  );
}
