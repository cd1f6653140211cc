import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { spawnGit } from '../git/run-git.ts';
import { mayPush, mayRead } from '../world/accounts.ts';
import type { Account, Repository } from '../world/records.ts';
import { findRepository, toFullName } from '../world/repositories.ts';
import { synchronize } from '../world/synchronize.ts';
import type { World } from '../world/world.ts';
import type { Caller } from './request.ts';

/** A request of git's smart HTTP protocol. */
export interface GitRequest {
  owner: string;
  name: string;
  service: GitService;
  advertisement: boolean;
}

const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Recognises a git request by its path. */
export function parseGitRequest(path: string, query: URLSearchParams): GitRequest | undefined {
  const [, owner = '', name = '', action] = gitPath.exec(path) ?? [];
  if (action === undefined) return undefined;
  const service = action === 'info/refs' ? query.get('service') : action;
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return undefined;
  return { owner, name, service, advertisement: action === 'info/refs' };
}

/** Handles a git request. Git shows the text of a refusal to the user. */
export async function serveGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  gitRequest: GitRequest,
  caller: Caller,
): Promise<void> {
  if (caller.kind !== 'account') return requestPassword(response);
  // Git follows redirects only before authentication, so a former name is served directly.
  const former = world.formerNames.get(`${gitRequest.owner}/${gitRequest.name}`.toLowerCase());
  const repository = findRepository(world, gitRequest.owner, gitRequest.name) ?? former;
  if (repository === undefined || !mayRead(repository, caller.account)) {
    return refuse(response, 404, 'Repository not found.');
  }
  if (gitRequest.service === 'git-receive-pack' && !mayPush(repository, caller.account)) {
    return refuse(response, 403, formatDenial(repository, caller.account));
  }
  const { directory } = repository;
  if (gitRequest.advertisement)
    return advertiseRefs(request, response, directory, gitRequest.service);
  if (gitRequest.service === 'git-upload-pack')
    return serveUploadPack(request, response, directory);
  return serveReceivePack(request, response, directory, () =>
    synchronize(world, repository, caller.account),
  );
}

function requestPassword(response: ServerResponse): void {
  response.setHeader('WWW-Authenticate', 'Basic realm="Demo forge"');
  refuse(response, 401, 'Authentication required.');
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${message}\n`);
}

function formatDenial(repository: Repository, account: Account): string {
  return `Permission to ${toFullName(repository)}.git denied to ${account.login}.`;
}

/** The two services of git's smart HTTP protocol. */
type GitService = 'git-upload-pack' | 'git-receive-pack';

/** Handles `info/refs`, which lists the refs of the repository. */
async function advertiseRefs(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
  service: GitService,
): Promise<void> {
  const protocol = readProtocol(request);
  response.writeHead(200, {
    'Content-Type': `application/x-${service}-advertisement`,
    'Cache-Control': 'no-cache',
  });
  // A fetch with protocol version 2 starts with the capabilities, without this header.
  if (service === 'git-receive-pack' || protocol !== 'version=2') {
    const line = `# service=${service}\n`;
    response.write(`${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`);
  }
  const child = spawnService(service, ['--advertise-refs'], directory, protocol);
  child.stdin.end();
  await pipeline(child.stdout, response);
}

/** Serves a fetch, streaming in both directions. */
async function serveUploadPack(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
): Promise<void> {
  const child = spawnService('git-upload-pack', [], directory, readProtocol(request));
  response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-result' });
  response.on('close', () => child.kill());
  await Promise.all([pipeBody(request, child.stdin), pipeline(child.stdout, response)]);
}

/**
 * Serves a push. The report is sent after `received` has finished, because a client that has read
 * it expects the forge to know the new refs.
 */
async function serveReceivePack(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
  received: () => Promise<void>,
): Promise<void> {
  const child = spawnService('git-receive-pack', [], directory, readProtocol(request));
  const report: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => report.push(chunk));
  const closed = new Promise((resolve) => child.on('close', resolve));
  await pipeBody(request, child.stdin);
  await closed;
  await received();
  response.writeHead(200, { 'Content-Type': 'application/x-git-receive-pack-result' });
  response.end(Buffer.concat(report));
}

function spawnService(
  service: GitService,
  args: readonly string[],
  directory: string,
  protocol: string | undefined,
) {
  const command = service.slice('git-'.length);
  const environment: Record<string, string> =
    protocol === undefined ? {} : { GIT_PROTOCOL: protocol };
  const child = spawnGit(directory, [command, '--stateless-rpc', ...args, '.'], environment);
  child.stderr.resume();
  child.on('error', (error) => child.stdout.destroy(error));
  return child;
}

async function pipeBody(request: IncomingMessage, stdin: NodeJS.WritableStream): Promise<void> {
  const zipped = request.headers['content-encoding'] === 'gzip';
  const stages = zipped ? [request, createGunzip(), stdin] : [request, stdin];
  // Git may close its input early; its exit code shows whether it failed.
  await pipeline(stages).catch(() => undefined);
}

function readProtocol(request: IncomingMessage): string | undefined {
  const header = request.headers['git-protocol'];
  return typeof header === 'string' && /^[a-z0-9=:]+$/i.test(header) ? header : undefined;
}
