import { SelectBranch } from '../../contract/diff.ts';
import {
  type Commit,
  CommitList,
  type Description,
  PullRequestText,
} from '../../contract/pull-request-text.ts';
import type {
  Commit as ForgeCommit,
  Description as ForgeDescription,
} from '../../forge/pull-request-text.ts';
import type { DiffStatusRow } from '../../store/rows.ts';
import { type QueryBranchDeps, queryForge, queryProblems } from '../query-forge.ts';
import { readSelectedRow, toBranchKey } from '../selected-row.ts';
import type { App } from '../server/typed-app.ts';
import { toWebUrl } from '../views/urls.ts';
import { ChatParams } from './chats.ts';

/** The text and the commits of a pull request. Neither is stored: each is read when it is opened. */
export function registerChatPullRequestRoutes(app: App, deps: QueryBranchDeps): void {
  const ofAgents = { ...queryProblems, chatToken: true } as const;
  app.get(
    '/api/v1/chats/:chat/pull-request',
    { schema: textSchema, config: ofAgents },
    async (request) => {
      const selected = await readSelectedRow(request, deps);
      const { row, ownerId } = selected;
      const key = toBranchKey(selected);
      const { url } = row;
      // A branch without a pull request has no text: no token or request is needed to know that.
      if (url === null) return { ...key, pull_request: null };
      // S12: with the token of the chat's owner, whose chat only they can read.
      const { result } = await queryForge(
        ownerId,
        row,
        {
          name: 'description',
          send: (forge, { repository }, access) =>
            forge.fetchDescription({ repository, pullRequestUrl: url }, access),
        },
        deps,
      );
      return { ...key, pull_request: toDescription(result.description, row) };
    },
  );
  app.get(
    '/api/v1/chats/:chat/commits',
    { schema: commitsSchema, config: queryProblems },
    async (request) => {
      const selected = await readSelectedRow(request, deps);
      const { row, ownerId } = selected;
      const key = toBranchKey(selected);
      const { url } = row;
      if (url === null) return { ...key, commits: [], commits_truncated: false };
      const { result } = await queryForge(
        ownerId,
        row,
        {
          name: 'commits',
          send: (forge, { repository }, access) =>
            forge.fetchCommits({ repository, pullRequestUrl: url }, access),
        },
        deps,
      );
      return {
        ...key,
        commits: result.commits.map(toCommit),
        commits_truncated: result.truncated,
      };
    },
  );
}

const textSchema = {
  tags: ['chats'],
  summary: "Read the title and the text of a tracked branch's pull request",
  params: ChatParams,
  querystring: SelectBranch,
  response: { 200: PullRequestText },
};

const commitsSchema = {
  tags: ['chats'],
  summary: "List the commits of a tracked branch's pull request, oldest first",
  params: ChatParams,
  querystring: SelectBranch,
  response: { 200: CommitList },
};

function toDescription(
  { avatarUrl, createdAt, updatedAt, ...text }: ForgeDescription,
  row: DiffStatusRow,
): Description {
  return {
    ...text,
    number: row.pr_number,
    url: toWebUrl(row.url),
    avatar_url: avatarUrl,
    created_at: createdAt?.toISOString() ?? null,
    updated_at: updatedAt?.toISOString() ?? null,
    labels: row.labels && [...row.labels],
  };
}

function toCommit({ avatarUrl, authoredAt, url, ...commit }: ForgeCommit): Commit {
  return {
    ...commit,
    avatar_url: avatarUrl,
    authored_at: authoredAt?.toISOString() ?? null,
    url: toWebUrl(url),
  };
}
