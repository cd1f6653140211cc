import type { CommentTarget } from '../../../../../src/contract/comments.ts';
import type { CommentPlace } from './comment-place.ts';

/** A comment that was not sent yet. */
export interface Draft {
  key: string;
  /** What it is sent under: the same again is the same comment. */
  id: string;
  /** What was last sent under the id; other words are another comment. */
  attempted: string | null;
  place: CommentPlace;
  quoted: string;
  /** Of the diff that was read. */
  headSha: string | null;
  body: string;
  /** Collected, to be sent with others. */
  listed: boolean;
}

/** What an attempt is known by: other words, or another target, are another comment. */
export function toContent(target: CommentTarget, { body }: Pick<Draft, 'body'>): string {
  return JSON.stringify([target, body]);
}

export function isBlank({ body }: Pick<Draft, 'body'>): boolean {
  return body.trim() === '';
}

/** Kept drafts; what cannot be read is left out. */
export function parseDrafts(text: string | null): Draft[] {
  try {
    const read: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(read) ? read.filter(isDraft) : [];
  } catch {
    return [];
  }
}

function isDraft(value: unknown): value is Draft {
  return (
    isRecord(value) &&
    typeof value.key === 'string' &&
    typeof value.id === 'string' &&
    isTextOrNull(value.attempted) &&
    isPlace(value.place) &&
    typeof value.quoted === 'string' &&
    isTextOrNull(value.headSha) &&
    typeof value.body === 'string' &&
    typeof value.listed === 'boolean'
  );
}

function isPlace(value: unknown): value is CommentPlace {
  return (
    isRecord(value) &&
    typeof value.path === 'string' &&
    isTextOrNull(value.previousPath) &&
    [value.oldLine, value.newLine, value.startLine].every(isLineOrNull) &&
    (value.oldLine !== null || value.newLine !== null)
  );
}

const isTextOrNull = (value: unknown) => value === null || typeof value === 'string';
const isLineOrNull = (value: unknown) =>
  value === null || (Number.isInteger(value) && Number(value) > 0);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
