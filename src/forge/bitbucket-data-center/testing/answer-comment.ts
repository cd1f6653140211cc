import type { StubResponse } from '../../testing/forge-double.ts';
import { errorJson } from './json-answers.ts';
import type { World } from './world.ts';

interface SentComment {
  text: string;
  anchor: {
    diffType: string;
    path: string;
    line: number;
    lineType: string;
    fileType: 'FROM' | 'TO';
  };
}

const lineTypes = { FROM: ['REMOVED', 'CONTEXT'], TO: ['ADDED', 'CONTEXT'] };

/** Answers POST of a comment. Bitbucket takes one for any line, whether it is in the diff or not. */
export function answerComment(part: string, sent: unknown, { posted }: World): StubResponse {
  const { text, anchor } = sent as SentComment;
  const { diffType, path, line, lineType, fileType } = anchor;
  const isAnchor = diffType === 'EFFECTIVE' && lineTypes[fileType].includes(lineType);
  if (part !== '/comments' || !isAnchor) {
    return { status: 400, body: errorJson('validation.ArgumentValidationException', 'No anchor.') };
  }
  const side = fileType === 'FROM' ? 'old' : 'new';
  const id = posted.push({ path, side, line, startLine: null, body: text });
  return { status: 201, body: { id, version: 0, text, properties: { repositoryId: 1 } } };
}
