import { diffArrays } from 'diff';

/** A longer edit script is not searched for: such lines keep their changes. */
const longestEdit = 2_000;

/** A missing final newline is whitespace, too. */
const withoutSpace = (line: string) => line.replace(/\n\\.*/s, '').replace(/\s+/g, '');

/**
 * The part of a diff for one file without changes of whitespace, as `git diff -w` prints it. Line numbers
 * stay the same, and a hunk without another change is left out.
 */
export function ignoreWhitespace(section: string): string {
  const start = section.search(/^@@ /m);
  if (start === -1) return section;
  const hunks = section.slice(start).split(/^(?=@@ )/m);
  return section.slice(0, start) + hunks.map(rewriteHunk).join('');
}

interface Change {
  removed: string[];
  added: string[];
}

function rewriteHunk(hunk: string): string {
  const end = hunk.indexOf('\n') + 1;
  if (end === 0) return hunk;
  const lines = hunk.slice(end).split(/(?<=\n)/);
  let written = '';
  let hasChanged = false;
  let change: Change = { removed: [], added: [] };
  const flush = () => {
    const kept = rewriteChange(change);
    hasChanged ||= /^[-+]/m.test(kept);
    written += kept;
    change = { removed: [], added: [] };
  };
  for (const [at, line] of lines.entries()) {
    // "\ No newline at end of file" belongs to the line before it.
    const marker = lines[at + 1]?.startsWith('\\') ? lines[at + 1] : '';
    if (line.startsWith('-')) {
      if (change.added.length > 0) flush();
      change.removed.push(line.slice(1) + marker);
    } else if (line.startsWith('+')) {
      change.added.push(line.slice(1) + marker);
    } else if (!line.startsWith('\\')) {
      flush();
      written += line + marker;
    }
  }
  flush();
  return hasChanged ? hunk.slice(0, end) + written : '';
}

/** Lines that differ only in whitespace become context, with the text after the change. */
function rewriteChange({ removed, added }: Change): string {
  if (removed.length === 0 || added.length === 0) return format('-', removed) + format('+', added);
  const parts = diffArrays(removed, added, {
    comparator: (one, other) => withoutSpace(one) === withoutSpace(other),
    maxEditLength: longestEdit,
  });
  if (!parts) return format('-', removed) + format('+', added);
  return parts
    .map(({ value, added: isAdded, removed: isRemoved }) =>
      format(isAdded ? '+' : isRemoved ? '-' : ' ', value),
    )
    .join('');
}

function format(sign: string, lines: readonly string[]): string {
  return lines.map((line) => sign + line).join('');
}
