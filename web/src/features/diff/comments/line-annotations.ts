import type { LineAnnotation } from '../viewer-items.ts';
import type { LineThread, PlacedComments } from './place-comments.ts';

type FileAnnotations = ReadonlyMap<string, LineAnnotation>;
export type Annotations = ReadonlyMap<string, readonly LineAnnotation[]>;

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
