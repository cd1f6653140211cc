import type { FileDiffMetadata } from '@pierre/diffs';

/** A package whose locked versions differ. */
export interface PackageChange {
  name: string;
  /** Empty for a new package. */
  from: string[];
  /** Empty for a removed one. */
  to: string[];
}

interface LockLine {
  text: string;
  changed: boolean;
}

interface Format {
  file: RegExp;
  /** Names a package for the lines that follow, or together with its version. */
  name: RegExp;
  version?: RegExp;
}

const formats: readonly Format[] = [
  {
    file: /(^|\/)(package-lock|npm-shrinkwrap)\.json$/,
    name: /^ {4}"(?:node_modules\/)?(?:.*\/node_modules\/)?([^"]+)": \{$/,
    version: /^ {6}"version": "([^"]+)"/,
  },
  {
    file: /(^|\/)yarn\.lock$/,
    name: /^"?(@?[^@"\s]+)@[^\n]*:$/,
    version: /^ {2}version:? "?([^"\s]+)"?$/,
  },
  {
    file: /(^|\/)pnpm-lock\.yaml$/,
    name: /^ {2}['"]?\/?(@?[^@'"\s/]+(?:\/[^@'"\s/]+)?)[@/](\d[^:('"]*)/,
  },
  {
    file: /(^|\/)(Cargo|poetry|uv|pdm)\.lock$/,
    name: /^name = "([^"]+)"/,
    version: /^version = "([^"]+)"/,
  },
  { file: /(^|\/)go\.sum$/, name: /^(\S+) (v[^\s/]+) h1:/ },
  { file: /(^|\/)Gemfile\.lock$/, name: /^ {4}([^\s(]+) \(([^)=<>~ ]+)\)$/ },
  {
    file: /(^|\/)composer\.lock$/,
    name: /^ {12}"name": "([^"]+)"/,
    version: /^ {12}"version": "([^"]+)"/,
  },
];

const known = new WeakMap<FileDiffMetadata, PackageChange[]>();

/** The packages that changed in a lock file, as far as the patch shows them; empty for other files. */
export function summarizeLock(fileDiff: FileDiffMetadata): PackageChange[] {
  const summarized = known.get(fileDiff);
  if (summarized) return summarized;
  const format = formats.find(({ file }) => file.test(fileDiff.name));
  const summary = format ? compare(fileDiff, format) : [];
  known.set(fileDiff, summary);
  return summary;
}

function compare(fileDiff: FileDiffMetadata, format: Format): PackageChange[] {
  const before = readVersions(listLines(fileDiff, 'deletions'), format);
  const after = readVersions(listLines(fileDiff, 'additions'), format);
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names.flatMap((name) => {
    const [from, to] = [
      before.get(name) ?? new Set<string>(),
      after.get(name) ?? new Set<string>(),
    ];
    const change = {
      name,
      from: [...from].filter((version) => !to.has(version)),
      to: [...to].filter((version) => !from.has(version)),
    };
    // Moved within the file.
    return change.from.length + change.to.length === 0 ? [] : [change];
  });
}

function listLines(fileDiff: FileDiffMetadata, side: 'additions' | 'deletions'): LockLine[][] {
  const lines = side === 'additions' ? fileDiff.additionLines : fileDiff.deletionLines;
  const index = side === 'additions' ? 'additionLineIndex' : 'deletionLineIndex';
  return fileDiff.hunks.map((hunk) =>
    hunk.hunkContent.flatMap((part) => {
      const changed = part.type === 'change';
      const count = changed ? part[side] : part.lines;
      const shown = lines.slice(part[index], part[index] + count);
      return shown.map((line) => ({ text: line.replace(/\r?\n$/, ''), changed }));
    }),
  );
}

function readVersions(
  hunks: readonly LockLine[][],
  { name, version }: Format,
): Map<string, Set<string>> {
  const versions = new Map<string, Set<string>>();
  const add = (of: string, found: string) =>
    versions.set(of, (versions.get(of) ?? new Set<string>()).add(found));
  for (const lines of hunks) {
    let current: string | undefined;
    for (const { text, changed } of lines) {
      const [, named, inline] = name.exec(text) ?? [];
      if (named !== undefined) current = named;
      const found = inline ?? version?.exec(text)?.[1];
      if (current !== undefined && found !== undefined && changed) add(current, found);
    }
  }
  return versions;
}
