import { parsePatch, type StructuredPatch } from 'diff';

const types: Record<string, string> = { ' ': 'CONTEXT', '+': 'ADDED', '-': 'REMOVED' };

interface Line {
  source: number;
  destination: number;
  line: string;
  truncated: boolean;
}

/** A unified diff in Bitbucket's JSON form. */
export function toDiffJson(diff: string, contextLines: number) {
  const diffs = parsePatch(diff).map((patch) => ({
    source: toPathJson(patch.oldFileName, 'a/'),
    destination: toPathJson(patch.newFileName, 'b/'),
    ...(patch.isBinary ? { binary: true } : { hunks: toHunks(patch, contextLines) }),
    truncated: false,
  }));
  return { fromHash: null, toHash: 'f'.repeat(40), contextLines, diffs, truncated: false };
}

/** The same for one file. It is a moved file only if the query names its previous path. */
export function toFileDiffJson(diff: string, path: string, url: URL) {
  const contextLines = Number(url.searchParams.get('contextLines') ?? 10);
  const { diffs, ...rest } = toDiffJson(diff, contextLines);
  const own = diffs.filter(({ source, destination }) => {
    return (destination ?? source)?.toString === path;
  });
  const srcPath = url.searchParams.get('srcPath');
  const known = own.map((file) => {
    const isMoved = file.source !== null && file.source.toString !== path;
    return isMoved && file.source?.toString !== srcPath ? { ...file, source: null } : file;
  });
  return { ...rest, diffs: known };
}

/** The list of changed files of a unified diff. */
export function toChangesJson(diff: string) {
  return parsePatch(diff).map((patch) => {
    const source = toPathJson(patch.oldFileName, 'a/');
    const destination = toPathJson(patch.newFileName, 'b/');
    return {
      contentId: 'c'.repeat(40),
      path: destination ?? source,
      nodeType: 'FILE',
      ...(patch.isRename ? { type: 'MOVE', srcPath: source } : { type: toType(patch) }),
    };
  });
}

function toType({ oldFileName, newFileName }: StructuredPatch): string {
  if (oldFileName === '/dev/null') return 'ADD';
  return newFileName === '/dev/null' ? 'DELETE' : 'MODIFY';
}

function toPathJson(name: string | undefined, prefix: string) {
  if (name === undefined || name === '/dev/null') return null;
  const text = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  const components = text.split('/');
  return { components, name: components.at(-1), parent: '', toString: text };
}

function toHunks({ hunks }: StructuredPatch, contextLines: number) {
  return hunks.flatMap((hunk) => {
    const segments = toSegments(hunk);
    if (contextLines > 0) return [toHunk(segments)];
    // Without context, each change is a separate hunk.
    const changed = segments.filter(({ type }) => type !== 'CONTEXT');
    return changed.map((segment) => toHunk([segment]));
  });
}

type Segment = { type: string | undefined; lines: Line[]; truncated: boolean };

function toHunk(segments: Segment[]) {
  const first = segments[0]?.lines[0];
  const count = (type: string) =>
    segments.flatMap((segment) => (segment.type === type ? [] : segment.lines)).length;
  return {
    sourceLine: first?.source,
    sourceSpan: count('ADDED'),
    destinationLine: first?.destination,
    destinationSpan: count('REMOVED'),
    segments,
    truncated: false,
  };
}

function toSegments(hunk: StructuredPatch['hunks'][number]): Segment[] {
  const segments: Segment[] = [];
  // An empty side starts at line 0, but the parser reports 1.
  let source = hunk.oldLines === 0 ? 0 : hunk.oldStart;
  let destination = hunk.newLines === 0 ? 0 : hunk.newStart;
  for (const text of hunk.lines) {
    const type = types[text[0] ?? ''];
    if (!type) continue;
    if (segments.at(-1)?.type !== type) segments.push({ type, lines: [], truncated: false });
    segments.at(-1)?.lines.push({ source, destination, line: text.slice(1), truncated: false });
    if (type !== 'ADDED') source += 1;
    if (type !== 'REMOVED') destination += 1;
  }
  return segments;
}
