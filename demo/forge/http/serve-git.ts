import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  advertiseRefs,
  type GitService,
  serveReceivePack,
  serveUploadPack,
} from '../git/smart-http.ts';
import { mayPush, mayRead } from '../world/accounts.ts';
import { type Account, type Repository } from '../world/records.ts';
import { findRepository, toFullName } from '../world/repositories.ts';
import { synchronize } from '../world/synchronize.ts';
import { type World } from '../world/world.ts';
import type { Caller } from './authenticate.ts';

/** A request of git's own protocol. */
export interface GitRequest {
  owner: string;
  name: string;
  service: GitService;
  advertisement: boolean;
}

const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Recognises git's requests by their path. */
export function parseGitRequest(path: string, query: URLSearchParams): GitRequest | undefined {
  const [, owner = '', name = '', action] = gitPath.exec(path) ?? [];
  if (action === undefined) return undefined;
  const service = action === 'info/refs' ? query.get('service') : action;
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return undefined;
  return { owner, name, service, advertisement: action === 'info/refs' };
}

/** Answers one of git's requests, or says why not in words git shows to the person. */
export async function serveGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  gitRequest: GitRequest,
  caller: Caller,
): Promise<void> {
  if (caller.kind !== 'account') return requestPassword(response);
  // git follows a redirect only before it has been gitRequest for a password: former names just work.
  const former = world.formerNames.get(`${gitRequest.owner}/${gitRequest.name}`.toLowerCase());
  const repository = findRepository(world, gitRequest.owner, gitRequest.name) ?? former;
  if (repository === undefined || !mayRead(repository, caller.account)) {
    return refuse(response, 404, 'Repository not found.');
  }
  if (gitRequest.service === 'git-receive-pack' && !mayPush(repository, caller.account)) {
    return refuse(response, 403, toDenial(repository, caller.account));
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

function toDenial(repository: Repository, account: Account): string {
  return `Permission to ${toFullName(repository)}.git denied to ${account.login}.`;
}
