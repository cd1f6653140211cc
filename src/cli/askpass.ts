import { findGitAncestry, type GitAncestry, procProcessReader } from '../git/process-chain.ts';
import { findRunningPush } from '../git/push-command.ts';
import { findCredential, type Server, toRefusal } from './askpass-answer.ts';
import { type CredentialPrompt, isAskpassPrompt, parseAskpassPrompt } from './askpass-prompt.ts';
import { type AskpassCall, sendCall } from './askpass-request.ts';
import { type Environment, findConnection, missingServer } from './connection.ts';
import { toOneLine } from './one-line.ts';

export { isAskpassPrompt };

/** What the push changed, as far as the server has to know. */
interface Signal {
  origin: string;
  branches: string[];
}

/** The user in every credential of the server: a prompt that names it follows our own answer. */
const answeredUser = 'x-access-token';
const mostBranches = 50;
const noSignal: Signal = { origin: '', branches: [] };

/**
 * Answers one prompt of git on standard output and tells the server what is pushed. Exit code 1
 * means: git goes on to its other means.
 */
export async function runAskpass(
  args: readonly string[],
  environment: Environment,
): Promise<number> {
  const prompt = parseAskpassPrompt(args[0] ?? '');
  if (!prompt) {
    const shown = toOneLine(args[0] ?? '', 80) || 'an empty prompt';
    return refuse(`answers git's questions for https credentials only, not: ${shown}`);
  }
  const connection = findConnection(environment);
  switch (connection.kind) {
    case 'missing':
      return refuse(`${missingServer}; git goes on without it`);
    case 'refused':
      return refuse(`${connection.reason}; git goes on without it`);
    case 'found':
      return answer(prompt, connection, environment);
  }
}

async function answer(
  prompt: CredentialPrompt,
  server: Server,
  environment: Environment,
): Promise<number> {
  const { branches, origin } = await findSignal(prompt, environment);
  const [reply] = await Promise.all([
    sendCall(toAuthCall(server, prompt.url, { branches, origin }, environment)),
    ...branches.slice(1, mostBranches).map((branch) =>
      sendCall({
        ...server,
        method: 'POST',
        url: `${server.url}/api/v1/push-signals`,
        body: { origin, branch, ...toSubject(environment) },
      }),
    ),
  ]);
  const credential = findCredential(reply);
  if (!credential) return refuse(toRefusal(reply, prompt, server));
  const value = credential[prompt.asks];
  if (!isOneLine(value)) return refuse('the server answered with an impossible credential');
  process.stdout.write(`${value}\n`);
  return 0;
}

/** Git asks twice; the push is reported with the first question. */
async function findSignal(prompt: CredentialPrompt, environment: Environment): Promise<Signal> {
  const ancestry = findGitAncestry(procProcessReader, process.ppid);
  if (isSecondQuestion(prompt, ancestry)) return noSignal;
  const place = { directory: process.cwd(), environment };
  const push = await findRunningPush(ancestry, place, prompt.url);
  return push.kind === 'pushes' ? push : noSignal;
}

/** A URL that names the user makes the question for the password the only one. */
function isSecondQuestion(prompt: CredentialPrompt, ancestry: GitAncestry): boolean {
  if (prompt.asks === 'username' || prompt.user !== answeredUser) return false;
  const url = ancestry.kind === 'git' ? ancestry.transport?.url : undefined;
  return !/^https?:\/\/[^/]*@/i.test(url ?? '');
}

function toAuthCall(
  server: Server,
  match: string,
  { origin, branches: [branch] }: Signal,
  environment: Environment,
): AskpassCall {
  const query = new URLSearchParams({ match, ...toSubject(environment) });
  if (branch !== undefined) {
    query.set('branch', branch);
    query.set('origin', origin);
  }
  return {
    ...server,
    method: 'GET',
    url: `${server.url}/api/v1/external-auth?${query.toString()}`,
  };
}

function toSubject({ AFTERPUSH_CHAT_ID, AFTERPUSH_WORKSPACE_ID }: Environment) {
  return {
    ...(AFTERPUSH_CHAT_ID ? { chat_id: AFTERPUSH_CHAT_ID } : {}),
    ...(AFTERPUSH_WORKSPACE_ID ? { workspace_id: AFTERPUSH_WORKSPACE_ID } : {}),
  };
}

/** A line break would let the server answer what git did not ask. */
function isOneLine(value: string): boolean {
  return value !== '' && !/[\0\r\n]/.test(value);
}

function refuse(message: string): number {
  process.stderr.write(`afterpush: ${message}\n`);
  return 1;
}
