export interface NotebookOutput {
  kind: 'text' | 'image' | 'table' | 'error' | 'other';
  /** Of a text. */
  lines: number;
  /** Of an error, or the type of other data. */
  name: string;
}

export interface NotebookCell {
  id: string | undefined;
  kind: 'code' | 'markdown' | 'raw';
  source: string;
  outputs: NotebookOutput[];
  /** Differs whenever the outputs differ. */
  result: string;
}

export interface Notebook {
  language: string;
  cells: NotebookCell[];
}

/** Of an error. */
const longestName = 80;

type Fields = Record<string, unknown>;

/** Undefined if the text is no notebook of format 4, which is that of all notebooks since 2015. */
export function parseNotebook(text: string): Notebook | undefined {
  const notebook = toFields(parseOrUndefined(text));
  if (!Array.isArray(notebook.cells) || notebook.nbformat !== 4) return undefined;
  const metadata = toFields(notebook.metadata);
  const language =
    toText(toFields(metadata.language_info).name) ||
    toText(toFields(metadata.kernelspec).language) ||
    'python';
  return { language, cells: notebook.cells.map(parseCell) };
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseCell(value: unknown): NotebookCell {
  const cell = toFields(value);
  const outputs: unknown[] = Array.isArray(cell.outputs) ? cell.outputs : [];
  return {
    id: typeof cell.id === 'string' ? cell.id : undefined,
    kind: cell.cell_type === 'markdown' || cell.cell_type === 'code' ? cell.cell_type : 'raw',
    source: toText(cell.source),
    outputs: outputs.map(summarizeOutput),
    result: JSON.stringify([cell.execution_count ?? null, outputs]),
  };
}

function summarizeOutput(value: unknown): NotebookOutput {
  const output = toFields(value);
  const build = (kind: NotebookOutput['kind'], name = '', lines = 0) => ({ kind, name, lines });
  if (output.output_type === 'stream') return build('text', '', countLines(toText(output.text)));
  if (output.output_type === 'error')
    return build('error', toText(output.ename).slice(0, longestName));
  const data = toFields(output.data);
  const types = Object.keys(data);
  const image = types.find((type) => type.startsWith('image/'));
  if (image !== undefined) return build('image', image);
  if (toText(data['text/html']).includes('<table')) return build('table');
  if (types.some((type) => type !== 'text/plain')) {
    return build(
      'other',
      types.find((type) => type !== 'text/plain'),
    );
  }
  return build('text', '', countLines(toText(data['text/plain'])));
}

function countLines(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}

/** Texts are stored as one string or as a list of lines. */
function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((line) => typeof line === 'string').join('') : '';
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
