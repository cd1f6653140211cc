import type { ForgeClient } from './forge-client.ts';

/** Comments on an added line, of `path` if it has one. Returns the id of the new thread. */
export async function commentOnLine(
  client: ForgeClient,
  pullRequestPath: string,
  { path, question }: { path: string; question: string },
): Promise<number | undefined> {
  const pull = (await client.send('GET', pullRequestPath)) as { head?: { sha: string } };
  const files = await client.send('GET', `${pullRequestPath}/files?per_page=100`);
  const places = (files as unknown as ListedFile[]).flatMap(listPlaces);
  const place = places.find((one) => one.path === path) ?? places[0];
  if (!place) return undefined;
  const comment = { body: question, commit_id: pull.head?.sha, ...place };
  return Number((await client.send('POST', `${pullRequestPath}/comments`, comment)).id);
}

interface ListedFile {
  filename: string;
  patch?: string;
}

function listPlaces({ filename: path, patch = '' }: ListedFile) {
  const line = findAddedLine(patch);
  return line === undefined ? [] : [{ path, line, side: 'RIGHT' }];
}

/** The new line number of the last added line in the first hunk that adds one. */
function findAddedLine(patch: string): number | undefined {
  let line = 0;
  let added: number | undefined;
  for (const text of patch.split('\n')) {
    const [, start] = /^@@ -\S+ \+(\d+)/.exec(text) ?? [];
    if (start !== undefined) {
      if (added !== undefined) return added;
      line = Number(start) - 1;
    } else if (!text.startsWith('-') && !text.startsWith('\\')) {
      line += 1;
      if (text.startsWith('+')) added = line;
    }
  }
  return added;
}
