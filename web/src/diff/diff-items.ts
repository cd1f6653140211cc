import type { DiffFile } from '../../../src/contract/diff.ts';

/** Longer files start folded: nobody reads them first, and they push the rest away. */
const foldedLines = 800;

const generated =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|composer\.lock|Gemfile\.lock)$|\.(min\.(js|css)|snap|map)$/;

/** Whether a file starts folded. */
export function startsFolded(file: Pick<DiffFile, 'path' | 'additions' | 'deletions'>): boolean {
  return generated.test(file.path) || file.additions + file.deletions > foldedLines;
}

/** The counted lines of a parsed file. */
export function countLines({ hunks }: ParsedFile): { additions: number; deletions: number } {
  return {
    additions: hunks.reduce((sum, hunk) => sum + hunk.additionLines, 0),
    deletions: hunks.reduce((sum, hunk) => sum + hunk.deletionLines, 0),
  };
}

interface ParsedFile {
  hunks: readonly { additionLines: number; deletionLines: number }[];
}
