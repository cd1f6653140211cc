import type { ApiRequest, ForgeApi } from './client/forge-api.ts';
import type { Access } from './forge.ts';
import { toPlainLines, toPlainText } from './parsing/text.ts';
import type { Description, DescriptionOutcome, ListedDescription } from './pull-request-text.ts';

/** GitHub takes 65,536 characters; GitLab takes a million, which no one reads. */
const mostCharacters = 100_000;

/** Reads the text of a pull request from its own response. */
export async function readDescription(
  api: Pick<ForgeApi, 'read'>,
  request: Pick<ApiRequest<unknown>, 'url' | 'subject'>,
  parse: (body: unknown) => ListedDescription | undefined,
  access: Access,
): Promise<DescriptionOutcome> {
  // What people wrote is not stored.
  const reading = { shape: 'description/1', parse, isCovered: () => false };
  const read = await api.read({ ...request, reading }, access);
  if (read.kind === 'unread') return read.outcome;
  return { kind: 'description', description: boundDescription(read.value) };
}

/** Cleans and bounds what the forge sent. */
function boundDescription(listed: ListedDescription): Description {
  const { text: body, isCut: truncated } = toPlainLines(listed.body, mostCharacters);
  const { author } = listed;
  return {
    ...listed,
    title: toPlainText(listed.title, 1_000),
    body,
    truncated,
    author: author === null || author === '' ? null : toPlainText(author, 255),
  };
}
