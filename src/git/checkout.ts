import { readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isRefName } from '../domain/branch-name.ts';
import { runGit, type WorkPlace } from './clone.ts';

/** The worktree that a directory is in. */
export interface Checkout {
  /** Its top directory; the directory itself outside of a clone. */
  path: string;
  /** Where its clone keeps refs and their logs; undefined outside of a clone. */
  commonDirectory: string | undefined;
  /** Undefined when HEAD is detached. */
  branch: string | undefined;
}

export async function findCheckout(place: WorkPlace): Promise<Checkout> {
  const args = ['rev-parse', '--git-dir', '--git-common-dir', '--show-toplevel'];
  // In a bare repository the last one fails after the others were printed.
  const output = await runGit(place, args, { keepsFailed: true });
  const [git, common, top] = (output ?? '').split('\n');
  if (!git || !common)
    return { path: place.directory, commonDirectory: undefined, branch: undefined };
  const gitDirectory = resolve(place.directory, git);
  return {
    path: top || realpathSync(gitDirectory),
    commonDirectory: resolve(place.directory, common),
    branch: readBranch(gitDirectory),
  };
}

function readBranch(gitDirectory: string): string | undefined {
  try {
    const head = readFileSync(join(gitDirectory, 'HEAD'), 'utf8');
    const branch = /^ref: refs\/heads\/(.+)\n$/.exec(head)?.[1];
    // Where refs are stored in another format, HEAD contains `.invalid`.
    return branch !== undefined && isRefName(branch) ? branch : undefined;
  } catch {
    return undefined;
  }
}

interface ListedWorktree {
  path: string;
  branch: string | undefined;
  commit: string | undefined;
}

/**
 * Whether a push came from the worktree. Git does not record it: a push comes from the one that has the
 * branch checked out, or else the pushed commit, or else the main one.
 */
export async function isPushedFrom(
  { path }: Pick<Checkout, 'path'>,
  push: { branch: string; commit: string },
  place: WorkPlace,
): Promise<boolean> {
  const all = parseWorktrees((await runGit(place, ['worktree', 'list', '--porcelain'])) ?? '');
  const onBranch = all.filter(({ branch }) => branch === push.branch);
  const onCommit = all.filter(({ commit }) => commit === push.commit);
  const both = onBranch.filter((worktree) => onCommit.includes(worktree));
  const [best = []] = [both, onCommit, onBranch, all.slice(0, 1)].filter(
    ({ length }) => length > 0,
  );
  return best.length === 0 || best.some((worktree) => worktree.path === path);
}

function parseWorktrees(output: string): ListedWorktree[] {
  return output.split('\n\n').flatMap((block) => {
    const path = /^worktree (.+)$/m.exec(block)?.[1];
    const commit = /^HEAD ([0-9a-f]+)$/m.exec(block)?.[1];
    const branch = /^branch refs\/heads\/(.+)$/m.exec(block)?.[1];
    return path === undefined ? [] : [{ path, branch, commit }];
  });
}
