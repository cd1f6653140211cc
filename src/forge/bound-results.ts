import { findBranchNameError } from '../domain/branch-name.ts';
import { type CheckRun, isUnreadable, type ReportedChecks } from '../domain/checks.ts';
import type { PullRequestFacts, WebhookHint } from '../domain/delivery.ts';
import type { Label, PullRequest } from '../domain/diff-status.ts';
import { mostListedRuns } from '../domain/merge-checks.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import { toFailed } from './client/outcomes.ts';
import type {
  Forge,
  OwnOutcome,
  RecentOutcome,
  SurveyManyOutcome,
  SurveyOutcome,
  WebhookMessage,
} from './forge.ts';
import { toPlainText } from './parsing/text.ts';

/** The largest number that an integer column holds. */
const maxCount = 2 ** 31 - 1;
/** GitHub and GitLab limit labels and reviewers to 100; more are not stored. */
export const maxListed = 100;
/** Names of checks, from which the usual ones are learned. */
const maxChecks = 1_000;
const maxTitleLength = 1_000;
const maxNameLength = 255;
const maxBranchLength = 1_024;
const maxUrlLength = 2_000;
const impossibleNumber = 'The forge reported a pull request with a number that none can have.';
/** A delivery names one branch for each ref that was pushed. */
const maxHints = 500;

/**
 * Bounds everything that an adapter reports about pull requests, whatever its forge sent: a row has a bounded
 * size and can always be stored. Adapters clean texts where they parse them; this is the guarantee.
 */
export function boundResults(forge: Forge): Forge {
  const { webhooks, surveyManyChecks: together, ownPullRequests: own } = forge;
  const listRecent = forge.listRecentPullRequests?.bind(forge);
  const survey = forge.surveyChecks?.bind(forge);
  return {
    ...forge,
    fetchStatuses: async (requests, access, report) => {
      const reportBounded =
        report && ((index: number, one: FetchOutcome) => report(index, boundOutcome(one)));
      return (await forge.fetchStatuses(requests, access, reportBounded)).map(boundOutcome);
    },
    ...(listRecent && {
      listRecentPullRequests: async (repository, access) =>
        boundRecent(await listRecent(repository, access)),
    }),
    ...(survey && {
      surveyChecks: async (commit, access) => boundSurvey(await survey(commit, access)),
    }),
    ...(together && {
      surveyManyChecks: {
        ...together,
        survey: async (commits, access) => boundMany(await together.survey(commits, access)),
      },
    }),
    ...(own && {
      ownPullRequests: {
        ...own,
        list: async (query, access) => boundOwn(await own.list(query, access)),
      },
    }),
    webhooks: { ...webhooks, parse: (delivery) => boundMessage(webhooks.parse(delivery)) },
  };
}

function boundOutcome(outcome: FetchOutcome): FetchOutcome {
  if (outcome.kind !== 'refreshed') return outcome;
  const { pullRequest } = outcome;
  if (!isCount(pullRequest.number)) return toFailed('malformed', impossibleNumber);
  return { ...outcome, pullRequest: boundPullRequest(pullRequest) };
}

function boundPullRequest(pullRequest: PullRequest): PullRequest {
  const { headRepository, headBranch, checks, requestedReviewers, labels } = pullRequest;
  return {
    ...pullRequest,
    ...boundFacts(pullRequest),
    headRepository: headRepository && toPlainText(headRepository, maxBranchLength),
    headBranch: cut(headBranch, maxBranchLength),
    settledAt: boundInstant(pullRequest.settledAt),
    reviewerCount: boundCount(pullRequest.reviewerCount) ?? 0,
    additions: boundCount(pullRequest.additions),
    deletions: boundCount(pullRequest.deletions),
    changedFiles: boundCount(pullRequest.changedFiles),
    commits: boundCount(pullRequest.commits),
    mergeQueuePosition: boundCount(pullRequest.mergeQueuePosition),
    unresolvedThreads: boundCount(pullRequest.unresolvedThreads),
    checks: checks && boundChecks(checks),
    requestedReviewers: requestedReviewers && requestedReviewers.slice(0, maxListed).map(toName),
    labels: labels && labels.slice(0, maxListed).map(boundLabel),
  };
}

function toName(name: string): string {
  return toPlainText(name, maxNameLength);
}

function boundChecks(checks: ReportedChecks): ReportedChecks | null {
  if (isUnreadable(checks)) return { unreadable: toPlainText(checks.unreadable, maxTitleLength) };
  const { passed, failed, pending, optionalFailed, required, headSha, names, missing } = checks;
  const { runs, requiredNames } = checks;
  const counts = [passed, failed, pending, optionalFailed, ...Object.values(required ?? {})];
  if (!counts.every(isCount)) return null;
  return {
    ...checks,
    headSha: headSha && cut(headSha, 64),
    names: names.slice(0, maxChecks).map(toName),
    missing: missing.slice(0, maxListed).map(toName),
    // One more than are stored: what is too much stays too much.
    runs: runs.slice(0, mostListedRuns + 1).map(boundRun),
    requiredNames: requiredNames && requiredNames.slice(0, mostListedRuns + 1).map(toShort),
  };
}

/** Lists of runs are long, and adapters have cleaned them. */
function toShort(text: string): string {
  return text.length > maxNameLength ? toName(text) : text;
}

function boundRun(run: CheckRun): CheckRun {
  const { name, app, workflow, startedAt, reportedAt } = run;
  return {
    ...run,
    name: toShort(name),
    app: app && toShort(app),
    workflow: workflow && toShort(workflow),
    startedAt: boundInstant(startedAt),
    ...(reportedAt && { reportedAt: boundInstant(reportedAt) }),
  };
}

/** What refreshes and deliveries both report. */
function boundFacts(facts: PullRequestFacts): PullRequestFacts {
  const { authorLogin, authorAvatarUrl, labels, requestedReviewers } = facts;
  const isShort = authorAvatarUrl !== null && authorAvatarUrl.length <= maxUrlLength;
  return {
    ...facts,
    url: cut(facts.url, maxUrlLength),
    title: toPlainText(facts.title, maxTitleLength),
    changedAt: boundInstant(facts.changedAt),
    baseBranch: cut(facts.baseBranch, maxBranchLength),
    headSha: facts.headSha && cut(facts.headSha, 64),
    authorLogin: authorLogin && toName(authorLogin),
    authorAvatarUrl: isShort ? authorAvatarUrl : null,
    ...(labels && { labels: labels.slice(0, maxListed).map(boundLabel) }),
    ...(requestedReviewers && {
      requestedReviewers: requestedReviewers.slice(0, maxListed).map(toName),
    }),
  };
}

function boundLabel({ name, color }: Label): Label {
  return { name: toName(name), color: color && cut(color, 7) };
}

function boundRecent(outcome: RecentOutcome): RecentOutcome {
  if (outcome.kind !== 'recent') return outcome;
  return { ...outcome, pullRequests: outcome.pullRequests.map(boundPullRequestHint) };
}

function boundSurvey<Outcome extends SurveyOutcome>(outcome: Outcome): Outcome {
  if (outcome.kind !== 'surveyed') return outcome;
  return { ...outcome, runs: outcome.runs.slice(0, mostListedRuns + 1).map(boundRun) };
}

function boundMany(outcome: SurveyManyOutcome): SurveyManyOutcome {
  if (outcome.kind !== 'surveyed_many') return outcome;
  return { ...outcome, heads: outcome.heads.map((head) => head && boundSurvey(head)) };
}

/** One whose address or branch is too long for a row is left out: cut, it would name another. */
function boundOwn(outcome: OwnOutcome): OwnOutcome {
  if (outcome.kind !== 'own') return outcome;
  const pullRequests = outcome.pullRequests.flatMap((pullRequest) => {
    const { url, title, head } = pullRequest;
    const { owner, name } = head.repository;
    const isShort = [url, head.branch, owner, name].every(({ length }) => length <= maxUrlLength);
    return isShort && findBranchNameError(head.branch) === undefined
      ? [{ ...pullRequest, title: toPlainText(title, maxTitleLength) }]
      : [];
  });
  return { ...outcome, pullRequests };
}

function boundMessage(message: WebhookMessage | undefined): WebhookMessage | undefined {
  return message && { ...message, hints: message.hints.slice(0, maxHints).map(boundHint) };
}

function boundHint(hint: WebhookHint): WebhookHint {
  switch (hint.kind) {
    case 'pull_request':
      return boundPullRequestHint(hint);
    case 'check':
      return boundCheckHint(hint);
    case 'branch':
    case 'commit':
      return hint;
  }
}

function boundCheckHint(hint: Extract<WebhookHint, { kind: 'check' }>): WebhookHint {
  const { reported } = hint;
  const heads = hint.heads.slice(0, maxListed).map(({ url, head }) => {
    return { url: url && cut(url, maxUrlLength), head };
  });
  if (reported.kind !== 'runs') return { ...hint, heads };
  const runs = reported.runs.slice(0, mostListedRuns + 1).map(boundRun);
  return { ...hint, heads, reported: { ...reported, runs } };
}

function boundPullRequestHint<Hint extends Extract<WebhookHint, { kind: 'pull_request' }>>(
  hint: Hint,
): Hint {
  const { url, facts } = hint;
  const isNumbered = facts !== null && isCount(facts.number);
  return { ...hint, url: cut(url, maxUrlLength), facts: isNumbered ? boundFacts(facts) : null };
}

/** Unknown when the database could not hold it. */
function boundCount(count: number | null): number | null {
  return count !== null && isCount(count) ? count : null;
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 0 && count <= maxCount;
}

const firstInstant = Date.parse('1970-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T00:00:00Z');

function boundInstant(instant: Date | null): Date | null {
  const time = instant?.getTime() ?? Number.NaN;
  return time >= firstInstant && time <= lastInstant ? instant : null;
}

/** Not between the halves of a surrogate pair. */
function cut(text: string, length: number): string {
  return text.length > length ? text.slice(0, length).replace(/[\ud800-\udbff]$/, '') : text;
}
