import { type Facet, facetOfKind, facets, type MeasuredKind, type Shown } from './facets.ts';

interface Pending {
  kind: MeasuredKind;
  atMs: number;
  /** Its place in the values that the facet has had. */
  index: number;
}

interface Line {
  values: string[];
  pending: Pending[];
}

export interface Sample {
  kind: MeasuredKind;
  /** Infinite where the board never showed the change. */
  staleMs: number;
}

/**
 * Compares boards with the forge over time. A change is shown as soon as the board has its value or a later
 * one; of a merged pull request only the merge counts.
 */
export class Staleness {
  readonly samples: Sample[] = [];
  /** Changes that were undone before the board showed them: it was never wrong to look at. */
  undone = 0;
  readonly #lines: Map<Facet, Line>[];
  readonly #shown: Shown[];
  readonly #now: () => number;

  constructor(branchCount: number, now: () => number) {
    this.#now = now;
    this.#shown = Array.from({ length: branchCount }, () => ({}));
    this.#lines = this.#shown.map(
      () => new Map(facets.map((facet) => [facet, { values: [], pending: [] }])),
    );
  }

  /** The forge has these values from now on; `measured` is the change that led to them. */
  setTrue(branch: number, values: Shown, measured?: MeasuredKind): void {
    for (const [facet, line] of this.#lines[branch] ?? []) {
      const value = values[facet] ?? '';
      if (line.values.at(-1) === value) continue;
      line.values.push(value);
      if (this.#shown[branch]?.[facet] === value && line.pending.length > 0) {
        this.undone += line.pending.length + 1;
        line.pending = [];
      } else if (measured && facetOfKind[measured] === facet) {
        const index = line.values.length - 1;
        line.pending.push({ kind: measured, atMs: this.#now(), index });
        this.#settle(branch, facet, line);
      }
    }
  }

  /** The board shows these values from now on. */
  show(branch: number, shown: Shown): void {
    this.#shown[branch] = shown;
    const isMerged = shown.state === 'merged';
    for (const [facet, line] of this.#lines[branch] ?? []) {
      if (isMerged) this.#end(line, line.values.length);
      else this.#settle(branch, facet, line);
    }
  }

  /** Facets that differ from the forge; `shows` are those that a board has at all. */
  listWrong(shows: readonly Facet[]): { branch: number; facet: Facet; shown: string }[] {
    return this.#lines.flatMap((lines, branch) => {
      const isMerged = lines.get('state')?.values.at(-1) === 'merged';
      const compared = isMerged ? shows.filter((one) => one === 'state') : shows;
      return compared.flatMap((facet) => {
        const shown = this.#shown[branch]?.[facet] ?? '';
        return shown === (lines.get(facet)?.values.at(-1) ?? '') ? [] : [{ branch, facet, shown }];
      });
    });
  }

  /** Changes that are not shown by now are never shown. */
  finish(): void {
    for (const line of this.#lines.flatMap((lines) => [...lines.values()])) {
      for (const { kind } of line.pending.splice(0)) {
        this.samples.push({ kind, staleMs: Number.POSITIVE_INFINITY });
      }
    }
  }

  #settle(branch: number, facet: Facet, line: Line): void {
    const index = line.values.lastIndexOf(this.#shown[branch]?.[facet] ?? '');
    this.#end(line, index);
  }

  #end(line: Line, index: number): void {
    const now = this.#now();
    const ended = line.pending.filter((pending) => pending.index <= index);
    line.pending = line.pending.filter((pending) => pending.index > index);
    for (const { kind, atMs } of ended) this.samples.push({ kind, staleMs: now - atMs });
  }
}
