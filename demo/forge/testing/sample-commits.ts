import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awkwardFiles } from '../../../src/forge/testing/diff-fixtures.ts';
import { samplePullRequest } from '../../../src/forge/testing/forge-scenario.ts';
import { createBareRepository, readBranches } from '../git/bare-repository.ts';
import { writeCommits } from '../git/write-commits.ts';

/** A bare repository in which the sample's diff has really been committed. */
export interface SampleCommits {
  directory: string;
  /** The head of `main`. */
  base: string;
  /** A commit that changes what `awkwardDiff` says. */
  awkwardHead: string;
  /** Commits that all change what the sample's diff says, in two steps. */
  heads: readonly string[];
}

const path = 'login.test.ts';
const headCount = 4;
let made: Promise<SampleCommits> | undefined;

/** Made once per process, and only read from then on. */
export function getSampleCommits(): Promise<SampleCommits> {
  made ??= make();
  return made;
}

/** Removes the sample; the next use creates it again. */
export async function removeSampleCommits(): Promise<void> {
  const known = await made;
  made = undefined;
  if (known) await rm(known.directory, { recursive: true, force: true });
}

async function make(): Promise<SampleCommits> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-sample-'));
  await createBareRepository(directory, 'main');
  const by = { authorName: 'Ada', authorEmail: 'ada@example.com', at: new Date('2026-01-01') };
  const files = { [path]: toSide(' ', '-'), ...toAwkwardSide('before') };
  const base = { branch: 'main', message: 'Start', files, ...by };
  const awkward = {
    branch: 'awkward',
    message: 'Move, draw and translate',
    files: toAwkwardSide('after'),
    from: 'refs/heads/main',
    ...by,
  };
  const heads = Array.from({ length: headCount }, (_, at) => {
    const branch = `head-${at}`;
    const message = `Fix it (${at})`;
    const changed = { [path]: toSide(' ', '+') };
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

/** Content per path; what moves away is null. */
function toAwkwardSide(side: 'before' | 'after'): Record<string, string | Buffer | null> {
  const files: Record<string, string | Buffer | null> = {};
  for (const file of Object.values(awkwardFiles)) {
    const former = file.previousPath ?? file.path;
    if (side === 'after' && former !== file.path) files[former] = null;
    files[side === 'before' ? former : file.path] = file[side];
  }
  return files;
}

/** One side of the sample's diff: the lines that begin with one of the signs. */
function toSide(...signs: readonly string[]): string {
  const lines = samplePullRequest.diff.split('\n').slice(5);
  const kept = lines.filter((line) => signs.includes(line.charAt(0)));
  return kept.map((line) => `${line.slice(1)}\n`).join('');
}
