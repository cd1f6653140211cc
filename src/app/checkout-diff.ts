import { maxDiffFiles, readDiffFiles } from '../forge/diff/parse-files.ts';
import type { DiffFile } from '../forge/forge.ts';
import type { Worktree } from '../git/watch/repository.ts';
import { readWorkingDiff } from '../git/watch/working-diff.ts';
import type { CheckoutDiffResult } from '../http/deps.ts';

const limitBytes = 4 * 1024 * 1024;

/** What is not pushed from a worktree that this process watches. */
export async function readCheckoutDiff(
  worktree: Worktree | undefined,
): Promise<CheckoutDiffResult> {
  if (!worktree) return { kind: 'not_watched' };
  const found = await readWorkingDiff(worktree, limitBytes);
  if (found.kind === 'failed') return found;
  const { branch, headSha, baseSha, diff, truncated, numstat } = found;
  const files = truncated ? parseNumstat(numstat) : await readDiffFiles(diff);
  return { kind: 'diff', branch, headSha, baseSha, files, diff, truncated };
}

/** Parses `git diff --numstat -z`. A renamed file has its two paths in fields of their own. */
export function parseNumstat(output: string): DiffFile[] {
  const files: DiffFile[] = [];
  const fields = output.split('\0');
  for (let index = 0; index < fields.length && files.length < maxDiffFiles; index += 1) {
    const [additions = '', deletions, ...names] = (fields[index] ?? '').split('\t');
    if (deletions === undefined || names.length === 0) continue;
    const path = names.join('\t');
    const isRenamed = path === '';
    const previousPath = isRenamed ? (fields[index + 1] ?? '') : null;
    files.push({
      path: isRenamed ? (fields[index + 2] ?? '') : path,
      previousPath,
      status: isRenamed ? 'renamed' : 'changed',
      additions: Number(additions) || 0,
      deletions: Number(deletions) || 0,
      binary: additions === '-',
    });
    if (isRenamed) index += 2;
  }
  return files;
}
