import { existsSync } from 'node:fs';
import { findGitAncestry, type GitAncestry, procProcessReader } from '../git/process-chain.ts';
import { findListedAncestry, readProcessList } from '../git/process-list.ts';
import { findRunningPush } from '../git/push-command.ts';
import { type CredentialPrompt, parseAskpassPrompt } from './askpass-prompt.ts';
import { type AskpassCall, type AskpassReply, sendCall } from './askpass-request.ts';
import { type Environment, findChatId, findConnection, missingServer } from './connection.ts';
import { toOneLine } from './safe-text.ts';

/** What the server must know about the push. */
interface Signal {
  origin: string;
  otherOrigins: string[];
  branches: string[];
  commits: ReadonlyMap<string, string>;
}

/** The user name in every credential of the server: a prompt with it follows our own response. */
const credentialUser = 'x-access-token';
const maxBranches = 50;
const noSignal: Signal = { origin: '', otherOrigins: [], branches: [], commits: new Map() };

/**
 * Prints the credential for one prompt of git and reports to the server what is pushed. After exit
 * code 1, git tries its other credential sources.
 */
export async function runAskpass(
  args: readonly string[],
  environment: Environment,
): Promise<number> {
  const exitCode = await answerPrompt(args, environment);
  const { AFTERPUSH_NEXT_ASKPASS: next } = environment;
  return exitCode === 0 || !next ? exitCode : runNextAskpass(next, args);
}

/** The askpass that a person had before `afterpush run` replaced it. */
async function runNextAskpass(program: string, args: readonly string[]): Promise<number> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function answerPrompt(args: readonly string[], environment: Environment): Promise<number> {
  const prompt = parseAskpassPrompt(args[0] ?? '');
  if (!prompt) {
    const shown = toOneLine(args[0] ?? '', 80) || 'an empty prompt';
    return refuse(`only prompts for https credentials are supported, not: ${shown}`);
  }
  const connection = findConnection(environment);
  switch (connection.kind) {
    case 'missing':
      return refuse(`${missingServer}; continuing without credentials`);
    case 'refused':
      return refuse(`${connection.reason}; continuing without credentials`);
    case 'found':
      return printCredential(prompt, connection, environment);
  }
}

async function printCredential(
  prompt: CredentialPrompt,
  server: Server,
  environment: Environment,
): Promise<number> {
  const signal = await findSignal(prompt, environment);
  const { branches, origin, otherOrigins, commits } = signal;
  const others = otherOrigins.length === 0 ? {} : { other_origins: otherOrigins };
  const [reply, ...signals] = await Promise.all([
    sendCall(toAuthCall(server, prompt.url, signal, environment)),
    ...branches.slice(1, maxBranches).map((branch) =>
      sendCall({
        ...server,
        method: 'POST',
        url: `${server.url}/api/v1/push-signals`,
        body: {
          origin,
          ...others,
          branch,
          ...toHeadSha(commits.get(branch)),
          ...toSubject(environment),
        },
      }),
    ),
  ]);
  const failure = findSignalFailure(reply, signals);
  if (failure !== undefined) process.stderr.write(`afterpush: ${failure}\n`);
  const credential = findCredential(reply);
  if (!credential) return refuse(formatRefusal(reply, prompt, server));
  const value = credential[prompt.field];
  if (!isOneLine(value)) return refuse('the server sent an invalid credential');
  process.stdout.write(`${value}\n`);
  return 0;
}

/** Why the server did not store the push; git continues, but the board may not show it. */
function findSignalFailure(
  reply: AskpassReply,
  signals: readonly AskpassReply[],
): string | undefined {
  const { signal_failure: failure } = reply.kind === 'response' ? toBody(reply.body) : {};
  const reasons = [
    ...(typeof failure === 'string' ? [toOneLine(failure)] : []),
    ...signals.flatMap(toSignalFailure),
  ];
  return reasons.length === 0 ? undefined : `the push was not reported: ${reasons[0]}`;
}

function toSignalFailure(reply: AskpassReply): string[] {
  if (reply.kind === 'unreachable') return [reply.reason];
  if (reply.kind === 'busy') return [formatBusy(reply.waitedMs)];
  if (reply.status >= 200 && reply.status < 300) return [];
  const { detail } = toBody(reply.body);
  return [typeof detail === 'string' ? toOneLine(detail) : `status ${reply.status}`];
}

/** Git prompts twice; the push is reported with the first prompt. */
async function findSignal(prompt: CredentialPrompt, environment: Environment): Promise<Signal> {
  const ancestry = await findAncestry();
  if (isSecondPrompt(prompt, ancestry)) return noSignal;
  const place = { directory: process.cwd(), environment };
  const push = await findRunningPush(ancestry, place, prompt.url);
  return push.kind === 'pushes' ? push : noSignal;
}

async function findAncestry(): Promise<GitAncestry> {
  if (existsSync('/proc/self/status')) return findGitAncestry(procProcessReader, process.ppid);
  const list = await readProcessList();
  return list === undefined ? { kind: 'unreadable' } : findListedAncestry(list, process.ppid);
}

/** With a user name in the URL, the prompt for the password is the only one. */
function isSecondPrompt(prompt: CredentialPrompt, ancestry: GitAncestry): boolean {
  if (prompt.field === 'username' || prompt.user !== credentialUser) return false;
  const url = ancestry.kind === 'git' ? ancestry.transport?.url : undefined;
  return !/^https?:\/\/[^/]*@/i.test(url ?? '');
}

function toAuthCall(
  server: Server,
  match: string,
  { origin, otherOrigins, branches: [branch], commits }: Signal,
  environment: Environment,
): AskpassCall {
  const query = new URLSearchParams({ match, ...toSubject(environment) });
  if (branch !== undefined) {
    query.set('branch', branch);
    query.set('origin', origin);
    if (otherOrigins[0] !== undefined) query.set('stored_origin', otherOrigins[0]);
    const commit = commits.get(branch);
    if (commit !== undefined) query.set('head_sha', commit);
  }
  return {
    ...server,
    method: 'GET',
    url: `${server.url}/api/v1/external-auth?${query.toString()}`,
  };
}

function toHeadSha(commit: string | undefined) {
  return commit === undefined ? {} : { head_sha: commit };
}

/** A push signal names either a chat or a workspace. */
function toSubject(environment: Environment): Record<string, string> {
  const chatId = findChatId(environment);
  if (chatId) return { chat_id: chatId };
  const { AFTERPUSH_WORKSPACE_ID: workspaceId } = environment;
  return workspaceId ? { workspace_id: workspaceId } : {};
}

/** With a line break the server could inject further input into git. */
function isOneLine(value: string): boolean {
  return value !== '' && !/[\0\r\n]/.test(value);
}

function refuse(message: string): number {
  process.stderr.write(`afterpush: ${toOneLine(message, 1_000)}\n`);
  return 1;
}

interface Server {
  url: string;
  token: string;
}

/** An unchecked response: a credential, a URL to link a token, or a problem. */
type ResponseBody = Partial<
  Record<'username' | 'password' | 'url' | 'detail' | 'signal_failure', unknown>
>;

/** The credential in a response, if there is one. */
function findCredential(reply: AskpassReply): { username: string; password: string } | undefined {
  if (reply.kind !== 'response' || reply.status !== 200) return undefined;
  const { username, password } = toBody(reply.body);
  const isCredential = typeof username === 'string' && typeof password === 'string';
  return isCredential ? { username, password } : undefined;
}

/** Says why there is no credential and what to do about it. */
function formatRefusal(reply: AskpassReply, prompt: CredentialPrompt, server: Server): string {
  if (reply.kind === 'unreachable') {
    return `no server at ${server.url} (${reply.reason}); continuing without credentials`;
  }
  if (reply.kind === 'busy') {
    return `${server.url} is too busy: ${formatBusy(reply.waitedMs)}; continuing without credentials, so push again if git fails`;
  }
  const { url, detail } = toBody(reply.body);
  if (reply.status === 200 && typeof url === 'string') {
    return `no token is linked for ${prompt.url}: open ${toOneLine(url)} to link one`;
  }
  const reason = typeof detail === 'string' ? `: ${toOneLine(detail)}` : '';
  const advice = reply.status === 401 ? ' (check AFTERPUSH_TOKEN)' : '';
  return `${server.url} returned ${reply.status}${reason}${advice}; continuing without credentials`;
}

function formatBusy(waitedMs: number): string {
  return `it accepted the connection but did not respond within ${waitedMs / 1_000} s`;
}

function toBody(body: unknown): ResponseBody {
  return typeof body === 'object' && body !== null ? body : {};
}
