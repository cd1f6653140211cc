import { Type } from 'typebox';
import { SelectImage } from '../../contract/diff.ts';
import type { FileOutcome, FileRequest, Forge } from '../../forge/forge.ts';
import { findRange } from '../diff-range.ts';
import { findImageType, isSvg } from '../image-type.ts';
import {
  type BranchReference,
  type QueryBranchDeps,
  queryBranch,
  queryProblems,
} from '../query-forge.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { checkRepositoryPath, toNoFile } from './chat-files.ts';
import { ChatParams } from './chats.ts';

const bytes = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });
const response = {
  200: {
    description: 'PNG, JPEG, GIF, WebP or SVG, at most 2 MiB',
    content: { 'image/*': { schema: bytes } },
  },
};

/** An image opened on its own may load and run nothing; SVG could. */
const headers = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'content-disposition': 'inline',
};

export function registerChatImageRoute(app: App, deps: QueryBranchDeps): void {
  const schema = {
    tags: ['chats'],
    summary: 'Get an image before or after the changes of a tracked branch',
    params: ChatParams,
    querystring: SelectImage,
    response,
  };
  const config = { problems: [...queryProblems.problems, 413, 415] };
  app.get('/api/v1/chats/:chat/image', { schema, config }, async (request, reply) => {
    const { path, side, from, to } = request.query;
    checkRepositoryPath(path);
    const { result } = await queryBranch(
      request,
      {
        name: JSON.stringify(['image', path, side, from, to]),
        send: (forge, reference, access) => {
          const range = findRange({ from, to }, reference);
          const ref = side === 'before' ? range?.from : range?.to;
          const { repository } = reference;
          const place = ref === undefined ? findSide(side, reference, forge) : { repository, ref };
          return forge.fetchFile({ ...place, path }, access);
        },
      },
      deps,
    );
    const image = getImage(result, path);
    return reply.headers(headers).type(image.type).send(image.bytes);
  });
}

/** Without a range: the head of the branch, or the branch that it goes into. */
function findSide(
  side: 'before' | 'after',
  { repository, branch, headSha, baseBranch, pullRequestUrl }: BranchReference,
  forge: Forge,
): Pick<FileRequest, 'repository' | 'ref'> {
  if (side === 'after') return { repository, ref: headSha ?? branch };
  const target = forge.parsePullRequestUrl(pullRequestUrl ?? '')?.repository;
  if (baseBranch !== null) return { repository: target ?? repository, ref: baseBranch };
  throw new HttpProblem(
    404,
    'The base of this branch is not known yet. Open a pull request first.',
  );
}

type Result = Exclude<FileOutcome, { kind: 'rate_limited' | 'failed' }>;

function getImage(result: Result, path: string): { type: string; bytes: Buffer } {
  switch (result.kind) {
    case 'binary': {
      const type = findImageType(result.bytes);
      if (type !== undefined) return { type, bytes: result.bytes };
      break;
    }
    case 'text':
      if (isSvg(path, result.text)) {
        return { type: 'image/svg+xml', bytes: Buffer.from(result.text) };
      }
      break;
    case 'too_large':
      throw new HttpProblem(413, 'This image is too large to show.');
    case 'no_file':
      throw toNoFile(path);
  }
  throw new HttpProblem(415, 'This file is not an image that browsers show.');
}
