import { parsePatch, type StructuredPatch } from 'diff';
import { createPace, type Paced, runAtOnce, runPaced } from '../../platform/paced.ts';
import type { DiffFile } from '../forge.ts';

/** A file's part of a diff: `diff.slice(start, end)`. */
interface Section {
  start: number;
  end: number;
}

/** More files are not listed; a diff within its size limit could name 300,000. */
export const maxDiffFiles = 10_000;
/** Two paths of 4,096 characters, four times each, and the modes. */
const maxHeaderLength = 40_000;
/** Parsing a header takes as long as reading some hundred lines. */
const stepsPerHeader = 400;

/** Lists the files of a git diff, at most `maxDiffFiles`. Does not block the process. */
export function readDiffFiles(diff: string): Promise<DiffFile[]> {
  return runPaced(listDiffFiles(diff));
}

/** The same at once, for a diff that is known to be short. */
export function parseDiffFiles(diff: string): DiffFile[] {
  return runAtOnce(listDiffFiles(diff));
}

export function* listDiffFiles(diff: string): Paced<DiffFile[]> {
  const pace = createPace();
  const files: DiffFile[] = [];
  let sections = 0;
  for (const section of listSections(diff)) {
    if (sections === maxDiffFiles) break;
    sections += 1;
    const file = yield* parseSection(diff, section);
    if (file) files.push(file);
    if (pace.isDue(stepsPerHeader)) yield;
  }
  return files;
}

/** One file's part of a diff, unchanged; undefined when the file is not in it. */
export async function findSection(
  diff: string,
  path: string,
): Promise<{ text: string; binary: boolean } | undefined> {
  return runPaced(findSectionOf(diff, path));
}

function* findSectionOf(
  diff: string,
  path: string,
): Paced<{ text: string; binary: boolean } | undefined> {
  const pace = createPace();
  for (const section of listSections(diff)) {
    const file = parseHeader(diff.slice(section.start, findHeaderEnd(diff, section)), false);
    const text = file?.path === path ? diff.slice(section.start, section.end) : undefined;
    if (file && text !== undefined) return { text, binary: file.binary };
    if (pace.isDue(stepsPerHeader)) yield;
  }
  return undefined;
}

const opening = 'diff --git ';

/** A line of a hunk never starts with `diff`: it starts with a space, + or -. */
function* listSections(diff: string): Generator<Section> {
  let start = diff.startsWith(opening) ? 0 : diff.indexOf(`\n${opening}`) + 1;
  if (start === 0 && !diff.startsWith(opening)) return;
  while (start < diff.length) {
    const end = diff.indexOf(`\n${opening}`, start) + 1 || diff.length;
    yield { start, end };
    start = end;
  }
}

function findHeaderEnd(diff: string, { start, end }: Section): number {
  const hunk = diff.slice(start, Math.min(end, start + maxHeaderLength)).indexOf('\n@@ ');
  return hunk < 0 ? Math.min(end, start + maxHeaderLength) : start + hunk + 1;
}

function* parseSection(diff: string, section: Section): Paced<DiffFile | undefined> {
  const headerEnd = findHeaderEnd(diff, section);
  const hasHunks = diff.startsWith('@@ ', headerEnd);
  const file = parseHeader(diff.slice(section.start, headerEnd), hasHunks);
  if (!file || !hasHunks) return file;
  return { ...file, ...(yield* countLines(diff, { start: headerEnd, end: section.end })) };
}

/** Counts added and removed lines, whatever the hunks say of themselves. */
function* countLines(
  diff: string,
  { start, end }: Section,
): Paced<Pick<DiffFile, 'additions' | 'deletions'>> {
  const pace = createPace();
  const counts = { additions: 0, deletions: 0 };
  for (let at = start; at < end; at = diff.indexOf('\n', at) + 1 || end) {
    const sign = diff[at];
    if (sign === '+') counts.additions += 1;
    else if (sign === '-') counts.deletions += 1;
    if (pace.isDue()) yield;
  }
  return counts;
}

/** Parses a file's header, in a simpler way when it is malformed. */
function parseHeader(header: string, hasHunks: boolean): DiffFile | undefined {
  try {
    const [patch] = parsePatch(header);
    return patch && toDiffFile(patch, hasHunks);
  } catch {
    return scanHeader(header);
  }
}

function toDiffFile(patch: StructuredPatch, hasHunks: boolean): DiffFile | undefined {
  const before = toPath(patch.oldFileName, 'a/');
  const after = toPath(patch.newFileName, 'b/');
  const path = after ?? before;
  if (path === undefined) return undefined;
  const isMoved = patch.isRename === true || patch.isCopy === true;
  return {
    path,
    previousPath: isMoved ? (before ?? null) : null,
    status: toStatus(patch, { before, after, hasHunks }),
    additions: 0,
    deletions: 0,
    binary: patch.isBinary === true,
  };
}

function toStatus(
  patch: StructuredPatch,
  {
    before,
    after,
    hasHunks,
  }: { before: string | undefined; after: string | undefined; hasHunks: boolean },
): DiffFile['status'] {
  if (patch.isRename) return 'renamed';
  if (patch.isCopy) return 'copied';
  if (patch.isCreate || before === undefined) return 'added';
  if (patch.isDelete || after === undefined) return 'deleted';
  return hasHunks || patch.isBinary ? 'modified' : 'changed';
}

function toPath(name: string | undefined, prefix: string): string | undefined {
  if (name === undefined || name === '/dev/null') return undefined;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function scanHeader(header: string): DiffFile {
  const [first = '', ...lines] = header.split('\n');
  const names = first.slice(opening.length);
  const path = / "?b\/(.*?)"?$/.exec(names)?.[1] ?? names;
  const file: DiffFile = {
    path,
    previousPath: null,
    status: 'modified',
    additions: 0,
    deletions: 0,
    binary: false,
  };
  for (const line of lines) readHeaderLine(file, line);
  return file;
}

function readHeaderLine(file: DiffFile, line: string): void {
  const [, verb, side, path = ''] = /^(rename|copy) (from|to) "?(.*?)"?$/.exec(line) ?? [];
  if (verb) file.status = verb === 'rename' ? 'renamed' : 'copied';
  if (side === 'from') file.previousPath = path;
  else if (side === 'to') file.path = path;
  else if (line.startsWith('new file mode')) file.status = 'added';
  else if (line.startsWith('deleted file mode')) file.status = 'deleted';
  else if (/^(Binary files |GIT binary patch)/.test(line)) file.binary = true;
}
