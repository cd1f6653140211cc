import type { SelectionSide } from '@pierre/diffs';
import type { Comment } from '../../../../../src/contract/comments.ts';
import type { Draft } from './comment-draft.ts';
import { type CommentPlace, toLinePoint } from './comment-place.ts';
import { findPlacement, type Placement, type ReadFile, type Spoken } from './placement.ts';

/** All that was said below one line. */
export interface LineThread {
  side: SelectionSide;
  line: number;
  comments: Comment[];
  /** Their keys. */
  drafts: string[];
}

/** A sent comment that the changed lines do not show. */
export interface ApartComment {
  comment: Comment;
  /** Where it can be gone to. */
  place: CommentPlace | undefined;
}

export interface PlacedComments {
  /** By path, then by line. */
  threads: ReadonlyMap<string, ReadonlyMap<string, LineThread>>;
  apart: readonly ApartComment[];
  drafts: ReadonlyMap<string, Placement>;
}

export function toLineKey(side: SelectionSide, line: number): string {
  return `${side} ${line}`;
}

export function toSpoken(comment: Comment): Spoken & { body: string } {
  const { path, old_line: oldLine, new_line: newLine, start_line: startLine } = comment;
  const place = { path, previousPath: null, oldLine, newLine, startLine };
  return { place, quoted: comment.quoted, headSha: comment.head_sha, body: comment.body };
}

/** Puts what was said at the lines of the diff that is read. */
export function placeComments(
  comments: readonly Comment[],
  drafts: readonly Draft[],
  headSha: string | null,
  findFile: (path: string) => ReadFile | undefined,
): PlacedComments {
  const threads = new Map<string, Map<string, LineThread>>();
  const apart: ApartComment[] = [];
  const placements = new Map<string, Placement>();
  for (const comment of comments) {
    const spoken = toSpoken(comment);
    const placement = findPlacement(spoken, headSha, findFile(comment.path));
    if (placement.state === 'shown') getThread(threads, placement.place).comments.push(comment);
    if (placement.state !== 'shown' || !placement.amongChanges) {
      apart.push({ comment, place: toGoal(placement, spoken) });
    }
  }
  for (const draft of drafts) {
    const placement = findPlacement(draft, headSha, findFile(draft.place.path));
    placements.set(draft.key, placement);
    if (placement.state === 'shown') getThread(threads, placement.place).drafts.push(draft.key);
  }
  return { threads, apart, drafts: placements };
}

function toGoal(placement: Placement, { place }: Spoken): CommentPlace | undefined {
  switch (placement.state) {
    case 'shown':
      return placement.place;
    case 'unread':
      return place;
    case 'earlier':
      return undefined;
  }
}

function getThread(threads: Map<string, Map<string, LineThread>>, place: CommentPlace): LineThread {
  const { side, line } = toLinePoint(place);
  const ofFile = threads.get(place.path) ?? new Map<string, LineThread>();
  threads.set(place.path, ofFile);
  const key = toLineKey(side, line);
  const thread = ofFile.get(key) ?? { side, line, comments: [], drafts: [] };
  ofFile.set(key, thread);
  return thread;
}
