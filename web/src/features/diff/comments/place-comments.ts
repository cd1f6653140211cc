import type { SelectionSide } from '@pierre/diffs';
import type { Comment } from '../../../../../src/contract/comments.ts';
import type { PlacedThread } from '../threads/place-threads.ts';
import type { LineAnnotation } from '../viewer-items.ts';
import type { Draft } from './comment-draft.ts';
import { type CommentPlace, toLinePoint } from './comment-place.ts';
import {
  type CommentAnchor,
  type CurrentFile,
  findPlacement,
  type Placement,
} from './placement.ts';

/** The comments and drafts on one line. */
export interface LineThread {
  side: SelectionSide;
  line: number;
  comments: Comment[];
  /** Keys of drafts. */
  drafts: string[];
  /** What people wrote at the forge. */
  reviews: PlacedThread[];
}

/** A sent comment whose lines are not among the changes. */
export interface UnplacedComment {
  comment: Comment;
  /** Undefined if its lines are not in this diff. */
  place: CommentPlace | undefined;
}

export interface PlacedComments {
  /** By path, then by line. */
  threads: ReadonlyMap<string, ReadonlyMap<string, LineThread>>;
  unplaced: readonly UnplacedComment[];
  drafts: ReadonlyMap<string, Placement>;
}

export function toLineKey(side: SelectionSide, line: number): string {
  return `${side} ${line}`;
}

export function toAnchor(comment: Comment): CommentAnchor & { body: string } {
  const { path, old_line: oldLine, new_line: newLine, start_line: startLine } = comment;
  const place = { path, previousPath: null, oldLine, newLine, startLine };
  return { place, quoted: comment.quoted, headSha: comment.head_sha, body: comment.body };
}

/** Assigns comments and drafts to lines of the current diff. */
export function placeComments(
  comments: readonly Comment[],
  drafts: readonly Draft[],
  headSha: string | null,
  findFile: (path: string) => CurrentFile | undefined,
  reviews: readonly PlacedThread[] = [],
): PlacedComments {
  const threads = new Map<string, Map<string, LineThread>>();
  const unplaced: UnplacedComment[] = [];
  const placements = new Map<string, Placement>();
  for (const review of reviews) {
    getThreadAt(threads, review.path, review).reviews.push(review);
  }
  for (const comment of comments) {
    const anchor = toAnchor(comment);
    const placement = findPlacement(anchor, headSha, findFile(comment.path));
    if (placement.state === 'shown') getThread(threads, placement.place).comments.push(comment);
    if (placement.state !== 'shown' || !placement.inPatch) {
      unplaced.push({ comment, place: findTarget(placement, anchor) });
    }
  }
  for (const draft of drafts) {
    const placement = findPlacement(draft, headSha, findFile(draft.place.path));
    placements.set(draft.key, placement);
    if (placement.state === 'shown') getThread(threads, placement.place).drafts.push(draft.key);
  }
  return { threads, unplaced, drafts: placements };
}

function findTarget(placement: Placement, { place }: CommentAnchor): CommentPlace | undefined {
  switch (placement.state) {
    case 'shown':
      return placement.place;
    case 'not_loaded':
      return place;
    case 'outdated':
      return undefined;
  }
}

function getThread(threads: Map<string, Map<string, LineThread>>, place: CommentPlace): LineThread {
  return getThreadAt(threads, place.path, toLinePoint(place));
}

function getThreadAt(
  threads: Map<string, Map<string, LineThread>>,
  path: string,
  { side, line }: Pick<LineThread, 'side' | 'line'>,
): LineThread {
  const ofFile = threads.get(path) ?? new Map<string, LineThread>();
  threads.set(path, ofFile);
  const key = toLineKey(side, line);
  const thread = ofFile.get(key) ?? { side, line, comments: [], drafts: [], reviews: [] };
  ofFile.set(key, thread);
  return thread;
}

type FileAnnotations = ReadonlyMap<string, LineAnnotation>;
type Annotations = ReadonlyMap<string, readonly LineAnnotation[]>;

/**
 * The annotations of all files: one for each line that has comments. A file whose annotated lines are
 * the same keeps its array, so the viewer does not render it again. The line with the open form comes
 * first and the others keep their order, so that a new comment does not take the focus away.
 */
export class LineAnnotations {
  #files = new Map<string, FileAnnotations>();
  #annotations: Annotations = new Map();

  update(threads: PlacedComments['threads'], open: string | undefined): Annotations {
    const files = new Map<string, FileAnnotations>();
    const annotations = new Map<string, readonly LineAnnotation[]>();
    for (const [path, ofFile] of threads) {
      const known = this.#files.get(path);
      const ordered = orderAnnotations(known, ofFile, open);
      const same = known !== undefined && [...known.keys()].join() === [...ordered.keys()].join();
      files.set(path, same ? known : ordered);
      annotations.set(path, (same && this.#annotations.get(path)) || [...ordered.values()]);
    }
    this.#files = files;
    if (!isSame(this.#annotations, annotations)) this.#annotations = annotations;
    return this.#annotations;
  }
}

function orderAnnotations(
  known: FileAnnotations | undefined,
  threads: ReadonlyMap<string, LineThread>,
  open: string | undefined,
): FileAnnotations {
  const hasOpenForm = (key: string) =>
    open !== undefined && threads.get(key)?.drafts.includes(open) === true;
  const order = [...(known?.keys() ?? []), ...threads.keys()].filter((key) => threads.has(key));
  const keys = new Set([...order.filter(hasOpenForm), ...order]);
  return new Map(
    [...keys].map((key) => [key, known?.get(key) ?? toAnnotation(threads.get(key))] as const),
  );
}

function toAnnotation(thread: LineThread | undefined): LineAnnotation {
  const { side = 'additions', line = 0 } = thread ?? {};
  return { side, lineNumber: line, metadata: undefined };
}

function isSame(one: Annotations, other: Annotations): boolean {
  return (
    one.size === other.size && [...one].every(([path, ordered]) => other.get(path) === ordered)
  );
}
