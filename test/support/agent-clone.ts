import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '../../src/contract/client.ts';
import { adminToken, askpass } from './afterpush-process.ts';

const execute = promisify(execFile);

export interface AgentClone extends Disposable {
  directory: string;
  /** Runs git like the agent: askpass is the only source of credentials. */
  git(...args: string[]): Promise<string>;
  /** Commits a small change. Creates the branch if it does not exist. */
  commit(branch: string, text?: string): Promise<void>;
}

/** An agent's working copy whose pushes request their credential from Afterpush. */
export async function cloneAsAgent(
  cloneUrl: string,
  { afterpushUrl, chatId }: { afterpushUrl: string; chatId: string },
): Promise<AgentClone> {
  const server = createClient({ baseUrl: afterpushUrl, token: adminToken });
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-agent-'));
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: directory,
    GIT_ASKPASS: askpass,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Agent',
    GIT_AUTHOR_EMAIL: 'agent@example.test',
    GIT_COMMITTER_NAME: 'Agent',
    GIT_COMMITTER_EMAIL: 'agent@example.test',
    AFTERPUSH_URL: afterpushUrl,
    AFTERPUSH_TOKEN: (await server.createChatToken(chatId)).token,
    AFTERPUSH_CHAT_ID: chatId,
  };
  const work = join(directory, 'work');
  const run = async (cwd: string, args: string[]) =>
    (await execute('git', args, { cwd, env: environment })).stdout.trim();
  await run(directory, ['clone', '-q', cloneUrl, work]);
  let commits = 0;
  return {
    directory: work,
    git: (...args) => run(work, args),
    async commit(branch, text = `change ${commits}\n`) {
      const exists = await run(work, ['branch', '--list', branch]);
      await run(work, ['checkout', '-q', ...(exists === '' ? ['-b'] : []), branch]);
      commits += 1;
      writeFileSync(join(work, `change-${commits}.txt`), text);
      await run(work, ['add', '-A']);
      await run(work, ['commit', '-q', '-m', `Change ${commits}`]);
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
