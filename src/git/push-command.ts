import { parseRemoteOrigin, stripCredentials } from '../domain/remote-origin.ts';
import { type Clone, findPushRemote, listRemotes, type Remote, readClone } from './clone.ts';
import { type GitInvocation, toGitInvocation } from './git-arguments.ts';
import { findSetting, type GitConfig } from './git-config.ts';
import type { GitAncestry, Transport } from './process-chain.ts';
import { parsePushArguments } from './push-arguments.ts';
import { isSelfContained, listUncertainNames, toPushedBranches } from './pushed-branches.ts';
import type { WorkPlace } from './run-git.ts';

/** What git is doing while it asks for a credential. */
export type RunningPush =
  | { kind: 'pushes'; origin: string; branches: string[] }
  | { kind: 'not_a_push' }
  | { kind: 'unknown' };

/** Commands that ask for credentials and push nothing. */
const otherCommands = new Set(
  'archive clone credential fetch fetch-pack lfs ls-remote pull remote submodule'.split(' '),
);

const noClone: Clone = { headBranch: undefined, config: new Map(), refs: new Set() };
const unknown: RunningPush = { kind: 'unknown' };

/**
 * Tells what is pushed, by the git command above askpass: HEAD says nothing when another branch is
 * pushed. Says unknown rather than something wrong.
 */
export async function findRunningPush(
  ancestry: GitAncestry,
  place: WorkPlace,
  promptUrl: string,
): Promise<RunningPush> {
  switch (ancestry.kind) {
    case 'unreadable':
      return unknown;
    case 'none':
      return findCheckedOut(place, promptUrl);
    case 'git':
      return readInvocation(toGitInvocation(ancestry.argv), ancestry.transport, place);
  }
}

async function readInvocation(
  invocation: GitInvocation,
  transport: Transport | undefined,
  place: WorkPlace,
): Promise<RunningPush> {
  const { command = '', args } = invocation;
  if (otherCommands.has(command)) return { kind: 'not_a_push' };
  if (command !== 'push') {
    const meant = expandAlias(invocation, (await readClone(place)).config);
    return meant ? readInvocation(meant, transport, place) : unknown;
  }
  const push = parsePushArguments(args);
  if (!push || !transport) return unknown;
  const clone = isSelfContained(push) ? noClone : await readClone(place, listUncertainNames(push));
  const branches = toPushedBranches(push, transport.remote, clone);
  return branches ? { kind: 'pushes', origin: stripCredentials(transport.url), branches } : unknown;
}

/** Older versions of git run an alias in their own process, whose arguments still name it. */
function expandAlias(invocation: GitInvocation, config: GitConfig): GitInvocation | undefined {
  const alias = findSetting(config, `alias.${invocation.command?.toLowerCase()}`)?.trim();
  if (!alias || /^!|['"\\]/.test(alias)) return undefined;
  const meant = toGitInvocation(['git', ...alias.split(/\s+/), ...invocation.args]);
  const isKnown = meant.command === 'push' || otherCommands.has(meant.command ?? '');
  return isKnown ? meant : undefined;
}

/** Somebody asks by hand, without git: the checked out branch, if a remote is on that host. */
async function findCheckedOut(place: WorkPlace, promptUrl: string): Promise<RunningPush> {
  const [clone, remotes] = await Promise.all([readClone(place), listRemotes(place)]);
  const there = remotes.filter(({ pushUrl }) => isOnHost(pushUrl, promptUrl));
  const remote: Remote | undefined = findPushRemote(clone, there) ?? there[0];
  if (!remote || clone.headBranch === undefined) return unknown;
  const origin = stripCredentials(remote.pushUrl);
  return { kind: 'pushes', origin, branches: [clone.headBranch] };
}

function isOnHost(pushUrl: string, promptUrl: string): boolean {
  // A prompt without a path is no remote origin until it has one.
  const asked = parseRemoteOrigin(promptUrl) ?? parseRemoteOrigin(`${promptUrl}/repository`);
  const origin = parseRemoteOrigin(pushUrl);
  return origin !== undefined && origin.host === asked?.host && origin.port === asked.port;
}
