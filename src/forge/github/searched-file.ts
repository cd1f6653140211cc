import type { ListedFile } from './listed-file.ts';
import type { Compared } from './read-sides.ts';

/** Where a file was looked for among those that changed. */
export interface SearchedFile extends Compared {
  kind: 'searched';
  headSha: string | null;
  /** Undefined when it is not listed. */
  file: ListedFile | undefined;
  /** False where GitHub lists only so many, and this one may be among the others. */
  isWhole: boolean;
}
