import type { Client } from '../contract/client.ts';
import type { DiffStatus } from '../contract/diff-status.ts';
import { parseRemoteOrigin } from '../domain/remote-origin.ts';
import { readClone } from '../git/clone.ts';
import { findSetting } from '../git/git-config.ts';
import { findPushRemoteName, listPushTargets } from '../git/remote-urls.ts';
import { createSshHosts } from '../git/ssh-host.ts';
import { CommandError, getServer, listAllChats } from './command-action.ts';
import { findChatId } from './connection.ts';
import { toOneLine } from './safe-text.ts';
import type { Terminal } from './terminal.ts';

/** The chat that a command is about, and its branch where the clone shows which one is meant. */
export interface SelectedChat {
  chatId: string;
  branch: { origin: string; branch: string } | undefined;
}

/** The chat of `--chat`, of the environment, or of the branch that is checked out here. */
export async function selectChat(
  terminal: Terminal,
  given: string | undefined,
): Promise<SelectedChat> {
  const chatId = given ?? findChatId(terminal.environment);
  if (chatId) return { chatId, branch: undefined };
  const here = await readBranchHere(terminal);
  if (!here) {
    throw new CommandError(
      'no chat given: use --chat, set AFTERPUSH_CHAT_ID, or run this in a clone of a tracked branch',
      'usage',
    );
  }
  const found = await findChatOf(here, getServer(terminal).client);
  if (found) return found;
  const [branch = ''] = here.branches;
  throw new CommandError(
    `no chat tracks ${toOneLine(branch)} of ${toOneLine(here.origins[0] ?? '')}: push it first, or use --chat`,
  );
}

/** The chat that tracks the branch that is checked out here. */
export async function findChatHere(
  place: Pick<Terminal, 'environment' | 'directory'>,
  client: Client,
): Promise<SelectedChat | undefined> {
  const here = await readBranchHere(place);
  return here && findChatOf(here, client);
}

interface BranchHere {
  /** The addresses that the push remote may have. */
  origins: readonly string[];
  /** The branch that is checked out, and the one that it is pushed to. */
  branches: readonly string[];
}

async function readBranchHere({
  directory,
  environment,
}: Pick<Terminal, 'environment' | 'directory'>): Promise<BranchHere | undefined> {
  const place = { directory, environment };
  const { config, headBranch } = await readClone(place);
  if (headBranch === undefined) return undefined;
  const remote = findPushRemoteName(config, headBranch) ?? '';
  const targets = await listPushTargets(config, remote, createSshHosts(place));
  const upstream = /^refs\/heads\/(.+)$/.exec(
    findSetting(config, `branch.${headBranch}.merge`) ?? '',
  )?.[1];
  const branches = upstream === undefined ? [headBranch] : [headBranch, upstream];
  const origins = targets.flat();
  return origins.length === 0 ? undefined : { origins, branches };
}

/** The chat whose branch was changed last, if several track it. Only chats that may track it are read. */
async function findChatOf(
  { origins, branches }: BranchHere,
  client: Client,
): Promise<SelectedChat | undefined> {
  const keys = new Set(origins.map(toRepositoryKey));
  const repo = toSharedName(origins);
  for (const branch of branches) {
    const chats = await listAllChats(client, { ...repo, q: branch.slice(0, longestFilter) });
    const [status] = chats
      .flatMap((chat) => chat.diff_statuses)
      .filter((one) => one.git_branch === branch && isHere(one, keys))
      .toSorted((one, other) => other.updated_at.localeCompare(one.updated_at));
    if (status) {
      const { chat_id: chatId, remote_origin: origin } = status;
      return { chatId, branch: { origin, branch } };
    }
  }
  return undefined;
}

const longestFilter = 500;

/** What all addresses of a repository contain, over any protocol: its name. */
function toSharedName(origins: readonly string[]): { repo?: string } {
  const names = new Set(
    origins.map((origin) => parseRemoteOrigin(origin)?.path.split('/').at(-1)?.toLowerCase()),
  );
  const [name] = names;
  // Other characters are encoded in some addresses.
  const isPlain = names.size === 1 && name !== undefined && /^[\w.-]+$/.test(name);
  return isPlain ? { repo: name.slice(0, longestFilter) } : {};
}

function isHere(status: DiffStatus, origins: ReadonlySet<string>): boolean {
  const reached = [status.git_remote_origin, ...status.remote_origins];
  return reached.some((origin) => origins.has(toRepositoryKey(origin)));
}

/** The same for each protocol over which a repository can be reached. */
function toRepositoryKey(origin: string): string {
  const parsed = parseRemoteOrigin(origin);
  return parsed ? `${parsed.host}/${parsed.path.toLowerCase()}` : origin;
}
