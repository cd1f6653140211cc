import { toFilePatch } from '../diff/file-patch.ts';
import type { ChangeSet, FileChange, Hunk } from './json-diff.ts';

/** The same as git would print it, as far as Bitbucket tells: modes and blobs are not known. */
export function toUnifiedDiff({ changes }: ChangeSet): string {
  return changes.map(toPatch).join('');
}

function toPatch({ file, hunks }: FileChange): string {
  const lines = hunks.flatMap(toLines).map((line) => `${line}\n`);
  return toFilePatch({ ...file, hunks: lines.join('') });
}

/** The spans are counted, not believed: a diff whose hunks do not add up cannot be read. */
function toLines({ sourceLine, destinationLine, context, lines }: Hunk): string[] {
  const sourceSpan = lines.filter(({ sign }) => sign !== '+').length;
  const destinationSpan = lines.filter(({ sign }) => sign !== '-').length;
  const header = `@@ -${sourceLine},${sourceSpan} +${destinationLine},${destinationSpan} @@`;
  const heading = context === '' ? '' : ` ${toOneLine(context)}`;
  return [`${header}${heading}`, ...lines.map(({ sign, text }) => `${sign}${toOneLine(text)}`)];
}

/** A line break inside of a line would begin one of another meaning. */
function toOneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}
