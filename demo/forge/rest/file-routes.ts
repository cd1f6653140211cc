import { findEntry, listDirectory, readBlob, type TreeEntry } from '../git/read-files.ts';
import { type Answer, toJson, toNotFound, toProblem } from '../http/answer.ts';
import type { Call, Route } from '../http/router.ts';
import { toFullName } from '../world/repositories.ts';
import type { Repository, World } from '../world/world.ts';
import { findRevision } from './find-revision.ts';
import { toRepositoryRoute } from './find-target.ts';
import { toApiUrl } from './to-account.ts';

const mostRawBytes = 100 * 1024 * 1024;
/** Larger files are shown without their content, unless they are asked for as they are. */
const mostInlineBytes = 1024 * 1024;

/** The routes of files at a ref. */
export function toFileRoutes(world: World): Route[] {
  return [
    toRepositoryRoute(world, 'GET', '/contents', (call, repository) =>
      answerContents(world, call, repository, ''),
    ),
    toRepositoryRoute(world, 'GET', '/contents/*path', (call, repository) =>
      answerContents(world, call, repository, call.parameters.path ?? ''),
    ),
  ];
}

async function answerContents(
  world: World,
  call: Call,
  repository: Repository,
  path: string,
): Promise<Answer> {
  const ref = call.query.get('ref') ?? repository.defaultBranch;
  const commit = await findRevision(world, repository, ref);
  if (commit === undefined) return toProblem(404, `No commit found for the ref ${ref}`);
  const entry = path === '' ? undefined : await findEntry(repository.directory, commit, path);
  if (path === '' || entry?.kind === 'tree') {
    const entries = await listDirectory(repository.directory, commit, path);
    return toJson(entries.map((below) => toEntryJson(world, repository, below, ref)));
  }
  if (entry === undefined) return toNotFound();
  const shown = toEntryJson(world, repository, entry, ref);
  if (entry.kind !== 'blob') return toJson(shown);
  if (entry.size > mostRawBytes) return toTooLarge();
  const content = await readBlob(repository.directory, entry.sha);
  if (wantsRaw(call.accept)) return toRaw(content);
  const inline = entry.size <= mostInlineBytes;
  return toJson({
    ...shown,
    content: inline ? content.toString('base64') : '',
    encoding: inline ? 'base64' : 'none',
  });
}

function wantsRaw(accept: string): boolean {
  return /application\/vnd\.github(\.v3)?\.raw\b/.test(accept);
}

function toRaw(body: Buffer): Answer {
  return { status: 200, contentType: 'application/vnd.github.raw+json; charset=utf-8', body };
}

function toTooLarge(): Answer {
  const message =
    'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.';
  const errors = [{ resource: 'Blob', field: 'data', code: 'too_large' }];
  return toJson({ message, errors, documentation_url: 'https://docs.github.com/rest' }, 403);
}

const types = { blob: 'file', tree: 'dir', commit: 'submodule' } as const;

function toEntryJson(world: World, repository: Repository, entry: TreeEntry, ref: string) {
  const { path, sha, size, kind, mode } = entry;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const fullName = toFullName(repository);
  const url = toApiUrl(
    world,
    `/repos/${fullName}/contents/${encoded}?ref=${encodeURIComponent(ref)}`,
  );
  const page = kind === 'tree' ? 'tree' : 'blob';
  const htmlUrl = `${world.webBaseUrl}/${fullName}/${page}/${ref}/${encoded}`;
  const gitUrl = toApiUrl(world, `/repos/${fullName}/git/${kind}s/${sha}`);
  return {
    type: mode === '120000' ? 'symlink' : types[kind],
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha,
    size,
    url,
    html_url: htmlUrl,
    git_url: gitUrl,
    download_url: kind === 'blob' ? `${world.webBaseUrl}/${fullName}/raw/${ref}/${encoded}` : null,
    _links: { self: url, git: gitUrl, html: htmlUrl },
  };
}
