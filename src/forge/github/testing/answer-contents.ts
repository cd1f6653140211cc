import { createHash } from 'node:crypto';
import { awkwardFiles } from '../../testing/diff-fixtures.ts';
import type { ScenarioFile } from '../../testing/forge-scenario.ts';
import type { Canned } from './server.ts';
import { fullNames, toFileKey, type World } from './world.ts';

/** Puts a file on a branch, and tells the commit that the branch is at. */
export function putFile({ files }: World, { from, branch, path, content }: ScenarioFile): string {
  const fullName = fullNames[from];
  const sha = createHash('sha1').update(`${fullName} ${branch} ${files.size}`).digest('hex');
  for (const ref of [branch, sha]) files.set(toFileKey(fullName, ref, path), Buffer.from(content));
  return sha;
}

/** What `awkwardDiff` leads to, at one ref of acme/app. */
export function putAwkwardFiles({ files }: World, ref: string): void {
  for (const { path, after } of Object.values(awkwardFiles)) {
    files.set(toFileKey(fullNames.repository, ref, path), Buffer.from(after));
  }
}

/** A file for who asks for it as it is; undefined when there is none. */
export function answerContents(
  { files }: World,
  fullName: string,
  path: string,
  ref: string | null,
): Canned | undefined {
  const [, encoded] = /^contents\/(.+)$/.exec(path) ?? [];
  if (encoded === undefined) return undefined;
  const name = encoded.split('/').map(decodeURIComponent).join('/');
  const content = files.get(toFileKey(fullName, ref ?? 'main', name));
  if (!content) return undefined;
  return ({ headers }, response) => {
    const isRaw = /application\/vnd\.github\.(v3\.)?raw(\+json)?/.test(headers.accept ?? '');
    const type = isRaw ? 'application/vnd.github.raw+json; charset=utf-8' : 'application/json';
    response.writeHead(200, { 'content-type': type });
    response.end(isRaw ? content : JSON.stringify({ content: content.toString('base64') }));
  };
}
