import { basename } from 'node:path';
import { parseRemoteOrigin, stripCredentials } from '../domain/remote-origin.ts';
import { type Clone, findCommit, readClone, type WorkPlace } from './clone.ts';
import { findSetting, type GitConfig } from './git-config.ts';
import type { GitAncestry, Transport } from './process-chain.ts';
import { parsePushArguments } from './push-arguments.ts';
import {
  isSelfContained,
  listAmbiguousNames,
  listPushedBranches,
  type PushedBranch,
} from './pushed-branches.ts';
import { findPushRemoteName, listPushUrls, listRemoteNames } from './remote-urls.ts';

/** What git is doing while it prompts for a credential. */
export type RunningPush =
  | {
      kind: 'pushes';
      origin: string;
      /** What the configuration says where `insteadOf` rewrote the address. */
      otherOrigins: string[];
      branches: string[];
      /** What is pushed to each of the first branches, if git knows it. */
      commits: ReadonlyMap<string, string>;
    }
  | { kind: 'not_a_push' }
  | { kind: 'unknown' };

/** Commands that need credentials but do not push. */
const otherCommands = new Set(
  'archive clone credential fetch fetch-pack lfs ls-remote pull remote submodule'.split(' '),
);

const noClone: Clone = { headBranch: undefined, config: new Map(), refs: new Set() };
const unknown: RunningPush = { kind: 'unknown' };

/**
 * Finds out what is pushed from the git command that started askpass. HEAD is not enough: another branch
 * may be pushed. Returns `unknown` rather than a guess.
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
      return readInvocation(parseGitInvocation(ancestry.argv), ancestry.transport, place);
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
    const expanded = expandAlias(invocation, (await readClone(place)).config);
    return expanded ? readInvocation(expanded, transport, place) : unknown;
  }
  const push = parsePushArguments(args);
  if (!push || !transport) return unknown;
  const clone = isSelfContained(push) ? noClone : await readClone(place, listAmbiguousNames(push));
  const pushed = listPushedBranches(push, transport.remote, clone);
  return pushed ? toPush(transport, pushed, place) : unknown;
}

/** Whether the arguments of a git process say that it changes nothing at the remote. */
export function isDryRun(argv: readonly string[]): boolean {
  const { command, args } = parseGitInvocation(argv);
  return command === 'push' && parsePushArguments(args)?.scope === 'nothing';
}

/** Each commit takes a git process, and nearly every push is of one branch. */
const mostCommits = 4;

async function toPush(
  transport: Transport,
  pushed: readonly PushedBranch[],
  place: WorkPlace,
): Promise<RunningPush> {
  const [otherOrigins, found] = await Promise.all([
    listStoredOrigins(transport, place),
    Promise.all(
      pushed.slice(0, mostCommits).map(async ({ branch, source }) => {
        const commit = await findCommit(place, source);
        return commit === undefined ? [] : [[branch, commit] as const];
      }),
    ),
  ]);
  const origin = stripCredentials(transport.url);
  const branches = pushed.map(({ branch }) => branch);
  return { kind: 'pushes', origin, otherOrigins, branches, commits: new Map(found.flat()) };
}

/** Git reports the address after `insteadOf`, whose host may be a proxy that no forge serves. */
async function listStoredOrigins({ remote, url }: Transport, place: WorkPlace): Promise<string[]> {
  if (remote === url) return [];
  const { config } = await readClone(place);
  return listPushUrls(config, remote)
    .filter((pushUrl) => pushUrl.url === url && pushUrl.stored !== url)
    .filter(({ stored }) => parseRemoteOrigin(stored) !== undefined)
    .map(({ stored }) => stripCredentials(stored));
}

/** Older versions of git run an alias in their own process, whose arguments contain its name. */
function expandAlias(invocation: GitInvocation, config: GitConfig): GitInvocation | undefined {
  const alias = findSetting(config, `alias.${invocation.command?.toLowerCase()}`)?.trim();
  if (!alias || /^!|['"\\]/.test(alias)) return undefined;
  const expanded = parseGitInvocation(['git', ...alias.split(/\s+/), ...invocation.args]);
  const isKnown = expanded.command === 'push' || otherCommands.has(expanded.command ?? '');
  return isKnown ? expanded : undefined;
}

/** Askpass was started without git: uses the checked out branch, if a remote is on that host. */
async function findCheckedOut(place: WorkPlace, promptUrl: string): Promise<RunningPush> {
  const clone = await readClone(place);
  const onHost = listRemoteNames(clone.config).flatMap((remote) =>
    listPushUrls(clone.config, remote)
      .filter(({ url }) => isOnHost(url, promptUrl))
      .map(({ url }) => ({ remote, url })),
  );
  const preferred = findPushRemoteName(clone.config, clone.headBranch);
  const transport = onHost.find(({ remote }) => remote === preferred) ?? onHost[0];
  if (!transport || clone.headBranch === undefined) return unknown;
  return toPush(transport, [{ branch: clone.headBranch, source: 'HEAD' }], place);
}

function isOnHost(pushUrl: string, promptUrl: string): boolean {
  // A prompt without a path is not a valid remote origin.
  const prompted = parseRemoteOrigin(promptUrl) ?? parseRemoteOrigin(`${promptUrl}/repository`);
  const origin = parseRemoteOrigin(pushUrl);
  return origin !== undefined && origin.host === prompted?.host && origin.port === prompted.port;
}

/** A git command line without git's own options. */
interface GitInvocation {
  /** `push` for `git -C there push origin`; undefined for `git` alone. */
  command: string | undefined;
  args: string[];
}

const optionsWithValue = new Set([
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--super-prefix',
  '--config-env',
  '--attr-source',
]);

/** Parses `git [options] command [args]` and `git-command [args]`. */
function parseGitInvocation(argv: readonly string[]): GitInvocation {
  const program = basename(argv[0] ?? '').replace(/\.exe$/i, '');
  if (program.startsWith('git-')) {
    return { command: program.slice('git-'.length), args: argv.slice(1) };
  }
  let index = 1;
  while (argv[index]?.startsWith('-')) index += optionsWithValue.has(argv[index] ?? '') ? 2 : 1;
  return { command: argv[index], args: argv.slice(index + 1) };
}
