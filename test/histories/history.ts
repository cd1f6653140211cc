import type { PullRequest } from '../../demo/forge/world/records.ts';
import type { DiffStatus } from '../../src/contract/diff-status.ts';
import type { BranchModel } from './branch-model.ts';
import type { Read } from './gated-forge.ts';
import type { Random } from './random.ts';
import { readTruth, type Truth } from './truth.ts';

/** A moment of the model, and what was true from then on. */
interface Moment {
  tick: number;
  /** One for each pull request of the branch, oldest first. */
  truths: readonly Truth[];
  /** The forge refuses the branch or its pull request to the owner of the chat. */
  isHidden: boolean;
}

interface Report {
  sha: string | null;
  tick: number;
  /** By the database's clock. */
  at: number;
  /** The head that the chat showed when the push was reported. */
  over: string | null;
  /** It was once too old to be on its way: a clock that is put back does not make it recent again. */
  isOld: boolean;
}

/** How long a push that the forge does not show may be on its way. */
export const longestPushMs = 120_000;

/** What a forge starts checks for, as the chat shows it. */
interface Trigger {
  head: string | null;
  number: number | null;
  base: string | null;
  isReady: boolean;
  /** When the chat showed that the forge has a reason to start the checks of this head again. */
  againAt: number | null;
}

/** One chat, its branch, and everything that was ever true about them. */
export class History {
  readonly seed: number;
  readonly random: Random;
  readonly model: BranchModel;
  readonly chatId: string;
  readonly ownerId: string;
  readonly repositoryIndex: number;
  /** The address that the clone knows: renaming the repository does not change it. */
  readonly origin: string;
  readonly log: string[] = [];
  readonly moments: Moment[] = [];
  /** When each commit became a head, by the database's clock. */
  readonly headSince = new Map<string, number>();
  report: Report | undefined;
  /** The read of the forge that the chat shows. */
  read: Read = { tick: -1, isUnreadable: false, isPartial: false };
  /** The read that everything shown is at least as new as. */
  factsTick = -1;
  /** The tick at which the branch was last found to have no pull request. */
  emptyReadTick = -1;
  checksUnreadable = false;
  /** Pushes that the forge has not shown yet. */
  readonly landing: { sha: string; isForced: boolean; afterSteps: number }[] = [];
  /** Left the merge queue, and is merged at the next step. */
  leavingQueue: PullRequest | undefined;
  /** A draft that needs nothing else is marked as ready after so many steps. */
  endingDraft: { pullRequest: PullRequest; afterSteps: number } | undefined;
  /** Checks that start because a draft became ready or it was reopened register after so many steps. */
  lateChecksAfterSteps: number | undefined;
  /** Checks that were started again after they had passed end after so many steps. */
  endingRerun: { names: readonly string[]; afterSteps: number } | undefined;
  trigger: Trigger = { head: null, number: null, base: null, isReady: false, againAt: null };
  shownHead: string | null = null;
  /** What the shown read was about: a delivery may show another head or base since. */
  readOf: { head: string | null; base: string | null } = { head: null, base: null };
  /** Heads of pull requests that come from other repositories. */
  readonly foreignShas = new Set<string>();
  /** The address of its pull request may be the one of another repository now. */
  mayBeLost = false;
  /** Two pull requests of the branch were open at once, or an older one was reopened. */
  hadSiblings = false;
  /** The bases of pull requests whose commit had no checks for a minute. */
  readonly basesWithoutChecks = new Set<string>();
  /** The last step changed pull requests of other histories too. */
  changedOthers = false;
  readonly mergedNumbers = new Set<number>();
  /** The pull request that the chat showed last. */
  shownNumber: number | null = null;

  constructor(options: {
    seed: number;
    random: Random;
    model: BranchModel;
    chatId: string;
    ownerId: string;
    repositoryIndex: number;
  }) {
    this.seed = options.seed;
    this.random = options.random;
    this.model = options.model;
    this.chatId = options.chatId;
    this.ownerId = options.ownerId;
    this.repositoryIndex = options.repositoryIndex;
    const { repository, world } = options.model;
    this.origin = `${world.webBaseUrl}/${repository.owner.login}/${repository.name}.git`;
  }

  /** Keeps what is true now. */
  remember(tick: number, databaseNow: number, isHidden: boolean): void {
    const { pullRequests, head } = this.model;
    const truths = pullRequests.map(readTruth);
    if (head !== undefined && !this.headSince.has(head)) this.headSince.set(head, databaseNow);
    this.moments.push({ tick, truths, isHidden });
    this.notice(databaseNow);
  }

  /** Keeps what has become true because time has passed. */
  notice(databaseNow: number): void {
    if (this.report && databaseNow - this.report.at >= longestPushMs) this.report.isOld = true;
    const { truths = [] } = this.moments.at(-1) ?? {};
    // What is settled is not read any more, except for the newest one.
    for (const truth of truths.filter(({ state }, index) => {
      return state === 'open' || index === truths.length - 1;
    })) {
      if (truth.hasChecks || truth.draft) continue;
      if (this.headAgeMs(truth.headSha, databaseNow) <= 60_000) continue;
      this.basesWithoutChecks.add(truth.baseBranch);
    }
  }

  /** A push is reported to Afterpush; one push may be reported twice within seconds, once without its commit. */
  reportPush(sha: string | null, tick: number, at: number): void {
    const { report: last } = this;
    const isSame = sha === null && last !== undefined && last.sha !== null && at - last.at < 10_000;
    const over = isSame ? last.over : this.shownHead;
    this.report = { sha: isSame ? last.sha : sha, tick, at, over, isOld: false };
  }

  /** Keeps what the chat shows now, and which reads of the forge it comes from. */
  observe(
    shown: DiffStatus,
    read: Read | undefined,
    emptyReadTick: number | undefined,
    databaseNow: number,
  ): void {
    this.#noticeTrigger(shown, databaseNow);
    if (read && read !== this.read) {
      this.readOf = { head: shown.head_sha, base: shown.base_branch };
      if (!read.isPartial) this.factsTick = read.tick;
      this.read = read;
    } else if (!read) {
      // A delivery may show a pull request that no refresh has read yet.
      this.read = { ...this.read, isUnreadable: false };
    }
    this.emptyReadTick = Math.max(this.emptyReadTick, emptyReadTick ?? -1);
    this.shownHead = shown.head_sha;
    this.log.push(`  shown: ${shown.verdict.reason} ${shown.head_sha?.slice(0, 7) ?? ''}`);
  }

  #noticeTrigger(shown: DiffStatus, databaseNow: number): void {
    const { head_sha: head, pr_number: number, base_branch: base } = shown;
    const { trigger: before } = this;
    const isReady = shown.pull_request_state === 'open' && shown.pull_request_draft !== true;
    const isSame = head === before.head;
    const isOther = number !== before.number || base !== before.base;
    const isAgain = isSame && (isOther || (isReady && !before.isReady));
    const againAt = isAgain ? databaseNow : isSame ? before.againAt : null;
    this.trigger = { head, number, base, isReady, againAt };
  }

  /** What was true of what is shown, at some moment from the start of the last stored read until now. */
  listTruths({ pr_number, head_sha: head, base_branch: base }: DiffStatus): Truth[] {
    const truths = this.listMoments(this.factsTick).flatMap((moment) => moment.truths);
    return truths.filter(({ number, headSha, baseBranch }) => {
      return number === pr_number && headSha === head && baseBranch === base;
    });
  }

  /** The moments that had not ended at this tick. */
  listMoments(since: number): Moment[] {
    return this.moments.filter((_, index) => {
      const endsAt = this.moments[index + 1]?.tick ?? Number.POSITIVE_INFINITY;
      return endsAt > since;
    });
  }

  /** What the server never lets the owner read: the mergeability that it reports decides instead. */
  hides: {
    queue(): boolean;
    threads(): boolean;
    decision(): boolean;
    /** Whether rules prevent merging: then nothing is ready. */
    mergeState(): boolean;
  } = {
    mergeState: () => false,
    queue: () => false,
    threads: () => false,
    decision: () => false,
  };

  /** Whether some commit into this base had no checks for a minute: then none are waited for. */
  knowsNoChecks: (base: string) => boolean = () => false;

  /** No head was first seen after now, whatever the clock showed then. */
  stepDatabase(databaseNow: number): void {
    for (const [sha, at] of this.headSince) this.headSince.set(sha, Math.min(at, databaseNow));
    const { againAt } = this.trigger;
    if (againAt !== null) this.trigger.againAt = Math.min(againAt, databaseNow);
    this.notice(databaseNow);
  }

  headAgeMs(sha: string, databaseNow: number): number {
    return databaseNow - (this.headSince.get(sha) ?? databaseNow);
  }

  describe(): string {
    return [`seed ${this.seed} (AFTERPUSH_SEED=${this.seed})`, ...this.log].join('\n  ');
  }
}
