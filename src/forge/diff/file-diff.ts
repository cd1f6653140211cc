import { runPaced } from '../../platform/paced.ts';
import { findRateLimited, type MaybeRead } from '../client/forge-api.ts';
import type { DiffFile, FileDiffOutcome, FileDiffRequest } from '../forge.ts';
import type { FileText } from './file-text.ts';
import { computeHunks } from './line-diff.ts';
import { findSection } from './parse-files.ts';

/** The diff of one file, if it exists. */
export type FileDiff = Extract<FileDiffOutcome, { kind: 'text' | 'binary' | 'too_large' }>;

/** The current path of a file and its previous one. */
export type FilePaths = Pick<FileDiffRequest, 'path' | 'previousPath'>;

/** The patch of one file, unless one side is too large to compare. */
export type FoundDiff = { kind: 'found'; diff: string; binary: boolean } | { kind: 'too_large' };

/** The patch of one file, unless it is binary or over the limit. */
export function toFileDiff(found: FoundDiff, headSha: string | null, limitBytes: number): FileDiff {
  if (found.kind === 'too_large') return found;
  const { diff, binary } = found;
  if (binary) return { kind: 'binary', headSha };
  if (Buffer.byteLength(diff) > limitBytes) return { kind: 'too_large' };
  return { kind: 'text', diff, headSha };
}

/** A file before and after the change; null where it does not exist. */
export type Sides = readonly [FileText | null, FileText | null];

/** Reads both sides of a file, the first at its previous path. */
export async function readSides(
  { path, previousPath }: FilePaths,
  { baseSha, headSha }: { baseSha: string; headSha: string },
  readSide: (ref: string, path: string) => Promise<MaybeRead<FileText | null>>,
): Promise<MaybeRead<Sides>> {
  const [before, after] = await Promise.all([
    readSide(baseSha, previousPath ?? path),
    readSide(headSha, path),
  ]);
  // A rate limit stops more than this file (S5).
  const limited = findRateLimited([before, after]);
  if (limited) return limited;
  if (before.kind === 'unread') return before;
  if (after.kind === 'unread') return after;
  return { kind: 'read', value: [before.value, after.value] };
}

/**
 * Computes a file's diff from both sides. Undefined when the file exists on neither side or its content
 * did not change.
 */
export async function findDiffOfSides(
  { path, previousPath }: FilePaths,
  [before, after]: Sides,
  limitBytes: number,
): Promise<FoundDiff | undefined> {
  const sides = [before, after].filter((side) => side !== null);
  if (sides.some(({ kind }) => kind === 'too_large')) return { kind: 'too_large' };
  const binary = sides.some(({ kind }) => kind === 'binary');
  const hunks = binary ? '' : await toTextHunks(toText(before), toText(after), limitBytes);
  if (hunks === undefined) return { kind: 'too_large' };
  const status = toStatus(before, after, previousPath);
  const hasChanged = sides.length > 0 && (binary || hunks !== '' || status !== 'modified');
  if (!hasChanged) return undefined;
  const moved = status === 'renamed' ? previousPath : null;
  const diff = toFilePatch({ path, previousPath: moved, status, binary, hunks });
  return { kind: 'found', diff, binary };
}

/** The part of a complete diff that concerns one file; undefined when the file is not in it. */
export async function findPartOfDiff(
  whole: string,
  { path }: Pick<FilePaths, 'path'>,
): Promise<FoundDiff | undefined> {
  const section = await findSection(whole, path);
  return section && { kind: 'found', diff: section.text, binary: section.binary };
}

/** The hunks between two texts; undefined when they are too long. Does not block the process. */
export function toTextHunks(
  before: string,
  after: string,
  limitBytes: number,
): Promise<string | undefined> {
  return runPaced(computeHunks(before, after, { maxLength: limitBytes }));
}

function toStatus(
  before: unknown,
  after: unknown,
  previousPath: string | null,
): FilePatch['status'] {
  if (before === null) return 'added';
  if (after === null) return 'deleted';
  return previousPath === null ? 'modified' : 'renamed';
}

function toText(side: FileText | null): string {
  return side?.kind === 'text' ? side.text : '';
}

/** One file of a diff. */
interface FilePatch extends Pick<DiffFile, 'path' | 'previousPath' | 'status' | 'binary'> {
  /** Null or omitted where the forge does not report it. */
  modes?: { before: string | null; after: string | null };
  /** The abbreviated object ids of both sides: `1111111..2222222`. */
  objects?: string | undefined;
  /** From the first `@@` on; empty when no line changed or the file is binary. */
  hunks: string;
}

/** Formats one file of a unified diff as git prints it. */
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

/** Longer than any path that can be checked out. */
const longestPath = 4096;

/** Quotes a path with special characters like git does. */
function quotePath(whole: string): string {
  const path = whole.slice(0, longestPath);
  if (!/["\\\p{Cc}]/u.test(path)) return path;
  const quoted = path.replace(/["\\\p{Cc}]/gu, (character) => {
    const octal = (character.codePointAt(0) ?? 0).toString(8).padStart(3, '0');
    return escapes[character] ?? `\\${octal}`;
  });
  return `"${quoted}"`;
}

/** Git appends a tab to a path that contains a space. */
function endPath(path: string): string {
  return path.includes(' ') && !path.startsWith('"') ? `${path}\t` : path;
}
