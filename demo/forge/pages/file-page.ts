import { findEntry, readBlob } from '../git/read-commits.ts';
import type { Answer } from '../http/answer.ts';
import type { Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { html, toPageAnswer } from './layout.ts';

const mostBytes = 500_000;

/** The page of a file; undefined when there is none. `place` is a ref, a slash and the path. */
export async function findFilePage(
  repository: Repository,
  place: string,
): Promise<Answer | undefined> {
  const found = findRef(repository, place);
  if (found === undefined) return undefined;
  const { directory } = repository;
  const entry = await findEntry(directory, found.commit, found.path);
  if (entry?.kind !== 'blob') return undefined;
  const content = (await readBlob(directory, entry.sha)).subarray(0, mostBytes);
  const text = content.includes(0) ? 'This is no text.' : content.toString();
  const name = toFullName(repository);
  const page = html`<h1>${found.path}</h1>
<p><a href="/${name}">${name}</a> at <code>${found.ref}</code></p><pre>${text}</pre>`;
  return toPageAnswer(`${found.path} · ${name}`, page);
}

/** Branches have slashes too, and none is the beginning of another. */
function findRef({ branches }: Repository, place: string) {
  for (const [ref, commit] of branches) {
    if (place.startsWith(`${ref}/`)) return { ref, commit, path: place.slice(ref.length + 1) };
  }
  const [, commit, path] = /^([0-9a-f]{40})\/(.+)$/s.exec(place) ?? [];
  return commit === undefined || path === undefined ? undefined : { ref: commit, commit, path };
}
