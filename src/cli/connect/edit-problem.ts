/** Why a configuration cannot be edited, and where in its text. */
export class EditProblem extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, { line, column }: { line: number; column: number }) {
    super(message);
    this.name = 'EditProblem';
    this.line = line;
    this.column = column;
  }
}

/** Lines and columns count from 1. */
export function toPosition(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The line ends that a text uses; that of the first line counts. */
export function findLineEnd(text: string): '\n' | '\r\n' {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}
