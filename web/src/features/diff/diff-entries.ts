import type { Diff, DiffFile } from '../../../../src/contract/diff.ts';
import type { FilePatch } from './parse-patch.ts';

/** One file of a diff, with its patch. */
export interface DiffEntry {
  file: DiffFile;
  /** Undefined if the diff came without the lines of this file: they are loaded on demand. */
  patch: FilePatch | undefined;
  /** Differs whenever the file's changes differ. */
  version: string;
  /** Why the file is folded by default; undefined if it is not. */
  foldReason: FoldReason | undefined;
}

export interface PatchedDiff {
  diff: Diff;
  patches: readonly FilePatch[];
  complete: boolean;
}

/** The files in the order of the patch, then the files that came without lines. */
export function buildEntries({ diff, patches, complete }: PatchedDiff): DiffEntry[] {
  const listed = new Map(diff.files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const entries: DiffEntry[] = [];
  for (const patch of patches) {
    if (seen.has(patch.path)) continue;
    seen.add(patch.path);
    const file = listed.get(patch.path) ?? buildFile(patch);
    entries.push({
      file,
      patch,
      version: patch.version,
      foldReason: findPatchFoldReason(file, patch),
    });
  }
  if (!complete) return entries;
  for (const file of diff.files) {
    if (!seen.has(file.path)) entries.push(buildUnloaded(diff, file));
  }
  return entries;
}

/** The entry once its lines are loaded. */
export function withPatch(entry: DiffEntry, patch: FilePatch): DiffEntry {
  return { ...entry, patch, foldReason: findPatchFoldReason(entry.file, patch) };
}

/** Whether the lines of this file are missing and can be loaded. */
export function canLoad({ file, patch }: DiffEntry): boolean {
  return patch === undefined && !file.binary && file.additions + file.deletions > 0;
}

/** Without lines, the file counts as changed whenever the head of the branch has moved. */
function buildUnloaded(diff: Diff, file: DiffFile): DiffEntry {
  const { status, additions, deletions } = file;
  const version = `${diff.head_sha ?? ''} ${status} ${additions} ${deletions}`;
  return { file, patch: undefined, version, foldReason: findFoldReason(file) };
}

function findPatchFoldReason(file: DiffFile, { content }: FilePatch): FoldReason | undefined {
  return findFoldReason(file, content.state === 'text' && content.generated);
}

function buildFile(patch: FilePatch): DiffFile {
  const { content, path, previousPath, modeBefore, modeAfter } = patch;
  const hunks = content.state === 'text' ? content.fileDiff.hunks : [];
  const type = content.state === 'text' ? content.fileDiff.type : undefined;
  return {
    path,
    previous_path: previousPath,
    status: toStatus(type, previousPath, modeBefore !== modeAfter),
    additions: hunks.reduce((sum, hunk) => sum + hunk.additionLines, 0),
    deletions: hunks.reduce((sum, hunk) => sum + hunk.deletionLines, 0),
    binary: content.state === 'binary',
  };
}

function toStatus(
  type: string | undefined,
  previousPath: string | null,
  modeChanged: boolean,
): DiffFile['status'] {
  if (type === 'new') return 'added';
  if (type === 'deleted') return 'deleted';
  if (previousPath !== null) return 'renamed';
  return modeChanged ? 'changed' : 'modified';
}

/** Longer files are folded by default, so that they do not hide the others. */
const longLines = 800;

type FoldReason =
  | 'lock'
  | 'minified'
  | 'snapshot'
  | 'vendored'
  | 'build'
  | 'notebook'
  | 'generated'
  | 'long';

/**
 * Known paths, as `.gitattributes` of most repositories would mark them. That file itself is not read: it would cost one
 * more request to the forge for each diff that is opened, and most repositories have none.
 */
const byPath: readonly (readonly [FoldReason, RegExp])[] = [
  [
    'lock',
    /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|Cargo\.lock|go\.sum|poetry\.lock|Pipfile\.lock|pdm\.lock|uv\.lock|composer\.lock|Gemfile\.lock|mix\.lock|pubspec\.lock|Podfile\.lock|Package\.resolved|flake\.lock|packages\.lock\.json|gradle\.lockfile|\.terraform\.lock\.hcl)$/,
  ],
  ['minified', /[.-]min\.(js|mjs|css)$|\.(bundle|chunk)\.(js|css)$|\.(js|css|ts)\.map$/],
  ['snapshot', /\.snap$|(^|\/)__(image_)?snapshots__\//],
  [
    'vendored',
    /(^|\/)(node_modules|bower_components|vendor|third[_-]party|Godeps|Pods|Carthage\/Checkouts|\.yarn\/(releases|plugins|cache))\//,
  ],
  ['build', /(^|\/)(dist|\.next|\.nuxt|storybook-static)\//],
  ['notebook', /\.ipynb$/i],
  [
    'generated',
    /\.(pb\.(go|h|cc|ts|swift)|pb\.gw\.go|g\.(dart|cs)|freezed\.dart|designer\.(cs|vb)|generated\.\w+|gen\.(go|ts))$|_pb2(_grpc)?\.pyi?$|_(grpc_)?pb\.(js|d\.ts)$|_generated\.\w+$|(^|\/)(__generated__|generated)\/|(^|\/)(\.pnp\.c?js|zz_generated\.\w+\.go|gradlew(\.bat)?|mvnw(\.cmd)?)$|\.pbxproj$/i,
  ],
];

/** Why a file is folded by default; undefined if it is not. */
export function findFoldReason(
  file: Pick<DiffFile, 'path' | 'additions' | 'deletions'>,
  markedGenerated = false,
): FoldReason | undefined {
  const [reason] = byPath.find(([, pattern]) => pattern.test(file.path)) ?? [];
  if (reason !== undefined) return reason;
  if (markedGenerated) return 'generated';
  return file.additions + file.deletions > longLines ? 'long' : undefined;
}
