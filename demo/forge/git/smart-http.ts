import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { spawnGit } from './run-git.ts';

/** The two services of git's smart HTTP protocol. */
export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** Answers `info/refs`: what the repository has to offer. */
export async function advertiseRefs(
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
  // Protocol version 2 of a fetch starts at once with its capabilities.
  if (service === 'git-receive-pack' || protocol !== 'version=2') {
    const line = `# service=${service}\n`;
    response.write(`${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`);
  }
  const child = spawnService(service, ['--advertise-refs'], directory, protocol);
  child.stdin.end();
  await pipeline(child.stdout, response);
}

/** Serves a fetch, streaming in both directions. */
export async function serveUploadPack(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
): Promise<void> {
  const child = spawnService('git-upload-pack', [], directory, readProtocol(request));
  response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-result' });
  response.on('close', () => child.kill());
  await Promise.all([feed(request, child.stdin), pipeline(child.stdout, response)]);
}

/**
 * Serves a push. The report is held back until `received` is done: a client that has read it may
 * rely on the forge knowing the new refs.
 */
export async function serveReceivePack(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
  received: () => Promise<void>,
): Promise<void> {
  const child = spawnService('git-receive-pack', [], directory, readProtocol(request));
  const report: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => report.push(chunk));
  const closed = new Promise((resolve) => child.on('close', resolve));
  await feed(request, child.stdin);
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

async function feed(request: IncomingMessage, stdin: NodeJS.WritableStream): Promise<void> {
  const zipped = request.headers['content-encoding'] === 'gzip';
  const stages = zipped ? [request, createGunzip(), stdin] : [request, stdin];
  // git closes its input once it has read enough; its exit code shows whether something went wrong.
  await pipeline(stages).catch(() => undefined);
}

function readProtocol(request: IncomingMessage): string | undefined {
  const header = request.headers['git-protocol'];
  return typeof header === 'string' && /^[a-z0-9=:]+$/i.test(header) ? header : undefined;
}
