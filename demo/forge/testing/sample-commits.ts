import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awkwardFiles } from '../../../src/forge/testing/diff-fixtures.ts';
import { samplePullRequest } from '../../../src/forge/testing/forge-scenario.ts';
import { createBareRepository, readBranches } from '../git/bare-repository.ts';
import { writeCommits } from '../git/write-commits.ts';

/** A bare repository with the diff of the sample pull request as commits. */
export interface SampleCommits {
  directory: string;
  /** The head of `main`. */
  base: string;
  /** A commit with the changes of `awkwardDiff`. */
  awkwardHead: string;
  /** Commits that each contain the sample's diff, after an empty commit. */
  heads: readonly string[];
}

const path = 'login.test.ts';
const headCount = 4;
let created: Promise<SampleCommits> | undefined;

/** Created once per process and then only read. */
export function getSampleCommits(): Promise<SampleCommits> {
  created ??= create();
  return created;
}

/** Removes the sample; the next use creates it again. */
export async function removeSampleCommits(): Promise<void> {
  const known = await created;
  created = undefined;
  if (known) await rm(known.directory, { recursive: true, force: true });
}

async function create(): Promise<SampleCommits> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-sample-'));
  await createBareRepository(directory, 'main');
  const by = { authorName: 'Ada', authorEmail: 'ada@example.com', at: new Date('2026-01-01') };
  const files = { [path]: readSide(' ', '-'), ...readAwkwardSide('before') };
  const base = { branch: 'main', message: 'Start', files, ...by };
  const awkward = {
    branch: 'awkward',
    message: 'Move, draw and translate',
    files: readAwkwardSide('after'),
    from: 'refs/heads/main',
    ...by,
  };
  const heads = Array.from({ length: headCount }, (_, at) => {
    const branch = `head-${at}`;
    const message = `Fix it (${at})`;
    const changed = { [path]: readSide(' ', '+') };
    return [
      { branch, message: 'Think', files: {}, from: 'refs/heads/main', ...by },
      { branch, message, files: changed, ...by },
    ];
  });
  await writeCommits(directory, [base, awkward, ...heads.flat()]);
  const branches = await readBranches(directory);
  const get = (branch: string) => branches.get(branch) ?? '';
  return {
    directory,
    base: get('main'),
    awkwardHead: get('awkward'),
    heads: heads.map((_, at) => get(`head-${at}`)),
  };
}

/** Content by path; null for the old path of a moved file. */
function readAwkwardSide(side: 'before' | 'after'): Record<string, string | Buffer | null> {
  const files: Record<string, string | Buffer | null> = {};
  for (const file of Object.values(awkwardFiles)) {
    const former = file.previousPath ?? file.path;
    if (side === 'after' && former !== file.path) files[former] = null;
    files[side === 'before' ? former : file.path] = file[side];
  }
  return files;
}

/** One side of the sample's diff: the lines that start with one of the signs. */
function readSide(...signs: readonly string[]): string {
  const lines = samplePullRequest.diff.split('\n').slice(5);
  const kept = lines.filter((line) => signs.includes(line.charAt(0)));
  return kept.map((line) => `${line.slice(1)}\n`).join('');
}
