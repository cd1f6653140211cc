import { formatPatch, OMIT_HEADERS, type StructuredPatch, structuredPatch } from 'diff';
import type { DiffFile } from '../forge.ts';

/** One file of a diff. */
export interface FilePatch extends Pick<DiffFile, 'path' | 'previousPath' | 'status' | 'binary'> {
  /** Null, or left out, where the forge does not tell it. */
  modes?: { before: string | null; after: string | null };
  /** The abbreviated ids of both sides: `1111111..2222222`. */
  objects?: string | undefined;
  /** From the first `@@` on; empty when no line changed, or none is shown. */
  hunks: string;
}

/** One file's part of a unified diff, as git prints it. */
export function toFilePatch(patch: FilePatch): string {
  const { path, previousPath, status, binary, objects, hunks } = patch;
  const names = { before: quotePath(`a/${previousPath ?? path}`), after: quotePath(`b/${path}`) };
  const before = status === 'added' ? '/dev/null' : names.before;
  const after = status === 'deleted' ? '/dev/null' : names.after;
  const lines = [`diff --git ${names.before} ${names.after}`, ...toModeLines(patch)];
  lines.push(...toMoveLines(patch));
  if (objects !== undefined) lines.push(`index ${objects}`);
  if (binary) lines.push(`Binary files ${before} and ${after} differ`);
  else if (hunks !== '') {
    lines.push(`--- ${endPath(before)}`, `+++ ${endPath(after)}`, hunks.replace(/\n$/, ''));
  }
  return `${lines.join('\n')}\n`;
}

function toModeLines({ status, modes = { before: null, after: null } }: FilePatch): string[] {
  const { before, after } = modes;
  if (status === 'added') return [`new file mode ${toMode(after)}`];
  if (status === 'deleted') return [`deleted file mode ${toMode(before)}`];
  if (before === null || after === null || before === after) return [];
  return [`old mode ${toMode(before)}`, `new mode ${toMode(after)}`];
}

function toMode(mode: string | null): string {
  return mode !== null && /^[0-7]{6}$/.test(mode) && mode !== '000000' ? mode : '100644';
}

function toMoveLines({ path, previousPath, status }: FilePatch): string[] {
  const verbs: Partial<Record<DiffFile['status'], string>> = { renamed: 'rename', copied: 'copy' };
  const verb = verbs[status];
  if (verb === undefined || previousPath === null) return [];
  return [`${verb} from ${quotePath(previousPath)}`, `${verb} to ${quotePath(path)}`];
}

const escapes: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Quotes a name as git does where it would break the line or the quotes. */
function quotePath(path: string): string {
  if (!/["\\\p{Cc}]/u.test(path)) return path;
  const quoted = path.replace(/["\\\p{Cc}]/gu, (character) => {
    const octal = (character.codePointAt(0) ?? 0).toString(8).padStart(3, '0');
    return escapes[character] ?? `\\${octal}`;
  });
  return `"${quoted}"`;
}

/** Git ends a name that holds a space with a tab, so that what follows is no part of it. */
function endPath(path: string): string {
  return path.includes(' ') && !path.startsWith('"') ? `${path}\t` : path;
}

type Hunk = StructuredPatch['hunks'][number];

// Beyond it the search for the shortest diff would hold up everything else.
const mostEdits = 2000;

/** What changed from one text to the other, from the first `@@` on; empty when nothing did. */
export function toTextHunks(before: string, after: string): string {
  const options = { context: 3, maxEditLength: mostEdits };
  const patch = structuredPatch('', '', before, after, undefined, undefined, options);
  const hunks = patch?.hunks ?? [toReplacement(before, after)];
  if (hunks.length === 0) return '';
  return formatPatch(
    { oldFileName: '', newFileName: '', oldHeader: undefined, newHeader: undefined, hunks },
    OMIT_HEADERS,
  );
}

/** Everything out, everything in: not the shortest diff, and a right one. */
function toReplacement(before: string, after: string): Hunk {
  const removed = toLines(before, '-');
  const added = toLines(after, '+');
  return {
    oldStart: 1,
    oldLines: countLines(removed),
    newStart: 1,
    newLines: countLines(added),
    lines: [...removed, ...added],
  };
}

/** Without the remark that the last one does not end. */
function countLines(lines: readonly string[]): number {
  return lines.filter((line) => !line.startsWith('\\')).length;
}

function toLines(text: string, sign: '-' | '+'): string[] {
  if (text === '') return [];
  const isEnded = text.endsWith('\n');
  const lines = (isEnded ? text.slice(0, -1) : text).split('\n').map((line) => sign + line);
  return isEnded ? lines : [...lines, '\\ No newline at end of file'];
}
