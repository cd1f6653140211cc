import type { LineAnnotation } from '../viewer-items.ts';
import type { LineThread, PlacedComments } from './place-comments.ts';

type FileMarks = ReadonlyMap<string, LineAnnotation>;
export type Annotations = ReadonlyMap<string, readonly LineAnnotation[]>;

/**
 * The lines that something stands below. A file whose lines are the same keeps its array: the viewer
 * draws the others anew. The line that is written at comes first and the others keep their order, so
 * that what comes meanwhile takes no focus away.
 */
export class LineMarks {
  #files = new Map<string, FileMarks>();
  #annotations: Annotations = new Map();

  update(threads: PlacedComments['threads'], open: string | undefined): Annotations {
    const files = new Map<string, FileMarks>();
    const annotations = new Map<string, readonly LineAnnotation[]>();
    for (const [path, ofFile] of threads) {
      const known = this.#files.get(path);
      const marks = toMarks(known, ofFile, open);
      const same = known !== undefined && [...known.keys()].join() === [...marks.keys()].join();
      files.set(path, same ? known : marks);
      annotations.set(path, (same && this.#annotations.get(path)) || [...marks.values()]);
    }
    this.#files = files;
    if (!isSame(this.#annotations, annotations)) this.#annotations = annotations;
    return this.#annotations;
  }
}

function toMarks(
  known: FileMarks | undefined,
  threads: ReadonlyMap<string, LineThread>,
  open: string | undefined,
): FileMarks {
  const writing = (key: string) =>
    open !== undefined && threads.get(key)?.drafts.includes(open) === true;
  const order = [...(known?.keys() ?? []), ...threads.keys()].filter((key) => threads.has(key));
  const keys = new Set([...order.filter(writing), ...order]);
  return new Map(
    [...keys].map((key) => [key, known?.get(key) ?? toAnnotation(threads.get(key))] as const),
  );
}

function toAnnotation(thread: LineThread | undefined): LineAnnotation {
  const { side = 'additions', line = 0 } = thread ?? {};
  return { side, lineNumber: line, metadata: undefined };
}

function isSame(one: Annotations, other: Annotations): boolean {
  return one.size === other.size && [...one].every(([path, marks]) => other.get(path) === marks);
}
