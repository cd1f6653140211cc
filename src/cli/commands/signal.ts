import type { Command } from 'commander';
import type { PushSignal } from '../../contract/push-signal.ts';
import { findBranchNameError, toBranchName } from '../../domain/branch-name.ts';
import { stripCredentials } from '../../domain/remote-origin.ts';
import { findCommit, readClone } from '../../git/clone.ts';
import { findPushRemoteName, listPushTargets } from '../../git/remote-urls.ts';
import { createSshHosts } from '../../git/ssh-host.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import { findChatId } from '../connection.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

interface SignalOptions {
  origin?: string;
  branch?: string;
  headSha?: string;
  chat?: string;
  workspace?: string;
}

/** `afterpush signal`: reports a push from a git hook or a script. */
export function addSignalCommand(program: Command, terminal: Terminal): void {
  program
    .command('signal')
    .description('report a push (default: the branch checked out here)')
    .option('--origin <url>', 'remote origin (default: the push remote of this clone)')
    .option('--branch <name>', 'remote branch (default: the one checked out)')
    .option('--head-sha <commit>', 'commit that was pushed (default: the one checked out)')
    .option('--chat <id>', 'chat (default: AFTERPUSH_CHAT_ID)')
    .option('--workspace <id>', 'all chats of a workspace (default: AFTERPUSH_WORKSPACE_ID)')
    .action(
      toAction(terminal, async (options: SignalOptions) => {
        const subject = getSubject(terminal, options);
        const { client } = getServer(terminal);
        const pushed = await findPushedBranch(terminal, options);
        // A person who mistyped the remote learns it here, and no branch is tracked for it.
        const signal = { ...pushed, ...subject, require_forge: true };
        const { chat_ids: chatIds, archived_chat_ids: archived = [] } =
          await client.sendPushSignal(signal);
        if (chatIds.length === 0) throw new CommandError(formatNoChat(subject));
        for (const chatId of chatIds) terminal.write(`${toOneLine(chatId)}\n`);
        for (const chatId of archived) {
          const message = `chat ${toOneLine(chatId)} is archived: unarchive it to see the push`;
          terminal.writeError(`afterpush: ${message}\n`);
        }
      }),
    );
}

function formatNoChat({ chat_id: chatId, workspace_id: workspaceId }: Subject): string {
  return workspaceId === undefined
    ? `chat "${chatId}" did not receive the push (see \`afterpush chats list\`)`
    : `no chat belongs to workspace "${workspaceId}": create one with \`afterpush chats create --workspace\``;
}

type Subject = Pick<PushSignal, 'chat_id' | 'workspace_id'>;

function getSubject({ environment }: Terminal, { chat, workspace }: SignalOptions): Subject {
  if (chat) return { chat_id: chat };
  if (workspace) return { workspace_id: workspace };
  const chatId = findChatId(environment);
  if (chatId) return { chat_id: chatId };
  const workspaceId = environment.AFTERPUSH_WORKSPACE_ID;
  if (workspaceId) return { workspace_id: workspaceId };
  throw new CommandError(
    'no chat given: use --chat or --workspace, or set AFTERPUSH_CHAT_ID',
    'usage',
  );
}

/** Names the option: the server would find nothing wrong with a signal without a branch. */
function readBranchOption(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const branch = toBranchName(given);
  const error = findBranchNameError(branch);
  if (error === undefined) return branch;
  throw new CommandError(`--branch "${toOneLine(given, 80)}" ${error}`, 'usage');
}

async function findPushedBranch(
  { directory, environment }: Terminal,
  options: SignalOptions,
): Promise<Pick<PushSignal, 'origin' | 'other_origins' | 'branch' | 'head_sha'>> {
  const place = { directory, environment };
  const named = readBranchOption(options.branch);
  const given = options.headSha === undefined ? {} : { head_sha: options.headSha };
  if (options.origin && named !== undefined) {
    return { origin: stripCredentials(options.origin), branch: named, ...given };
  }
  const clone = await readClone(place);
  const remote = findPushRemoteName(clone.config, clone.headBranch) ?? '';
  const [target = []] = await listPushTargets(clone.config, remote, createSshHosts(place));
  const [origin, ...others] = options.origin ? [stripCredentials(options.origin)] : target;
  const branch = named ?? clone.headBranch;
  if (!origin)
    throw new CommandError('no remote here: use --origin, or run this in a clone', 'usage');
  if (!branch) throw new CommandError('no branch is checked out here: use --branch', 'usage');
  // The commit of another branch than the one checked out is unknown here.
  const commit = branch === clone.headBranch ? await findCommit(place, 'HEAD') : undefined;
  const head = commit === undefined ? {} : { head_sha: commit };
  const otherOrigins = others.length === 0 ? {} : { other_origins: others };
  return { origin, ...otherOrigins, branch, ...head, ...given };
}
