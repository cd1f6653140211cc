import type { CommentTarget } from '../../../../../src/contract/comments.ts';
import type { CommentPlace } from './comment-place.ts';

/** An unsent comment. */
export interface Draft {
  key: string;
  /** The idempotency key for sending. */
  id: string;
  /** The content last sent with this id; other content needs another id. */
  attempted: string | null;
  place: CommentPlace;
  quoted: string;
  /** The head of the diff that the draft was written on. */
  headSha: string | null;
  body: string;
  /** In the batch. */
  listed: boolean;
}

/** Where a comment can go: to the chat's agent, to the forge for everybody, or to the clipboard. */
export const draftTargets = ['agent', 'forge', 'copy'] as const;
export type DraftTarget = (typeof draftTargets)[number];

/** Identifies what is sent: other text or another target is another comment. */
export function toContentKey(target: CommentTarget, { body }: Pick<Draft, 'body'>): string {
  return JSON.stringify([target, body]);
}

export function isBlank({ body }: Pick<Draft, 'body'>): boolean {
  return body.trim() === '';
}

/** Invalid drafts are dropped. */
export function parseDrafts(text: string | null): Draft[] {
  try {
    const parsed: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isDraft) : [];
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
