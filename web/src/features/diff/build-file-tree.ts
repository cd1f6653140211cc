import type { DiffFile } from '../../../../src/contract/diff.ts';

export interface TreeNode {
  id: string;
  /** A folder that contains only one folder is shown with it as one node, e.g. `src/app`. */
  name: string;
  file: DiffFile | null;
  /** Null for a file. */
  children: TreeNode[] | null;
}

interface Folder {
  folders: Map<string, Folder>;
  nodes: (TreeNode | string)[];
}

/** The changed files by folder, in the order of the diff. */
export function buildFileTree(files: readonly DiffFile[]): TreeNode[] {
  const root = createFolder();
  for (const file of files) {
    const names = file.path.split('/');
    const name = names.pop() ?? file.path;
    let folder = root;
    for (const part of names) folder = enterFolder(folder, part);
    folder.nodes.push({ id: file.path, name, file, children: null });
  }
  return buildNodes(root, '');
}

/** The files whose paths contain every word of the filter. */
export function filterFiles(files: readonly DiffFile[], filter: string): readonly DiffFile[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return files;
  return files.filter(({ path }) => {
    const lower = path.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  });
}

function createFolder(): Folder {
  return { folders: new Map(), nodes: [] };
}

function enterFolder(folder: Folder, name: string): Folder {
  const known = folder.folders.get(name);
  if (known) return known;
  const entered = createFolder();
  folder.folders.set(name, entered);
  folder.nodes.push(name);
  return entered;
}

function buildNodes(folder: Folder, path: string): TreeNode[] {
  return folder.nodes.flatMap((node) => {
    if (typeof node !== 'string') return [node];
    const child = folder.folders.get(node);
    return child ? [buildFolderNode(child, node, `${path}${node}/`)] : [];
  });
}

function buildFolderNode(folder: Folder, name: string, path: string): TreeNode {
  const children = buildNodes(folder, path);
  const [only] = children;
  if (children.length === 1 && only?.children) return { ...only, name: `${name}/${only.name}` };
  // A deleted folder and a new file may share a name: the slash keeps their ids distinct.
  return { id: path, name, file: null, children };
}
