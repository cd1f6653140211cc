import type { PushLog, RecordedPush } from './reflogs.ts';

/** The newest push of each ref that was already handled. */
export type SeenPushes = Map<string, SeenPush>;

export interface SeenPush {
  commit: string;
  atSeconds: number;
}

/**
 * The newest push of a log that is not handled yet; undefined when there is none. `isGone` says whether a
 * ref has no log any more.
 */
export function findNewPush(
  log: PushLog,
  seen: SeenPushes,
  isGone: (ref: string) => boolean,
): RecordedPush | undefined {
  const newest = log.pushes.at(-1);
  if (!newest) return undefined;
  const last = seen.get(log.ref);
  if (last) {
    const index = log.pushes.findLastIndex((push) => isSame(push, last));
    if (index >= 0) return index === log.pushes.length - 1 ? undefined : newest;
    // The entry expired, or the clock of the machine went back.
    return newest.atSeconds > last.atSeconds ? newest : undefined;
  }
  // A renamed remote brings the log of its ref along under another name.
  const isMoved = [...seen].some(([ref, other]) => isSame(newest, other) && isGone(ref));
  return isMoved ? undefined : newest;
}

function isSame(one: SeenPush, other: SeenPush): boolean {
  return one.commit === other.commit && one.atSeconds === other.atSeconds;
}

/** What is known about a worktree when a push has to be assigned to it. */
export interface PushingWorktree {
  branch: string | undefined;
  headCommit: string | undefined;
  /** When a commit or a checkout last changed it. */
  changedAtMs: number;
  isMain: boolean;
}

/**
 * The worktree that a push came from. Git does not record it: the one that has the pushed branch checked
 * out, or else the pushed commit (`git push origin HEAD:other`), or else the main one, from which any
 * branch may be pushed.
 */
export function pickWorktree<Candidate extends PushingWorktree>(
  push: { branch: string; commit: string },
  worktrees: readonly Candidate[],
): Candidate | undefined {
  const onBranch = worktrees.filter(({ branch }) => branch === push.branch);
  const onCommit = worktrees.filter(({ headCommit }) => headCommit === push.commit);
  const both = onBranch.filter((worktree) => onCommit.includes(worktree));
  const main = worktrees.filter(({ isMain }) => isMain);
  const [best = []] = [both, onCommit, onBranch, main, worktrees].filter(
    ({ length }) => length > 0,
  );
  return best.toSorted((one, other) => other.changedAtMs - one.changedAtMs)[0];
}
